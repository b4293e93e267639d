"""The nodes that ship with GraphStudio: plain functions, one file for each family."""
