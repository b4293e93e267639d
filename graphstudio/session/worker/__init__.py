"""The engine in a process of its own: what crosses, who answers there, who asks here."""
