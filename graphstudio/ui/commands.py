"""Everything that can be done, as data: what menus, shortcuts and the palette are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.tokens import DARK, Theme

_PARTED_BY = "; "
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText


def always() -> bool:
    """Say yes: for commands that can be used at any time."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Describe one thing that can be done.

    Attributes:
        id: "group.verb", for ever: the user's own shortcuts are kept by it.
        title: What menus and the palette call it, translated.
        run: Does it.
        shortcuts: Key sequences as Qt writes them, "Ctrl+K"; the first is shown in menus.
        group: What it is listed under: "Edit", "View"; translated.
        icon: One of the theme's icons; "" for none.
        is_enabled: Whether it can be done now.
        is_checked: Whether it is on, for what can be on and off; None for all else.
        help: One sentence on what it does, translated.
        scope: Where its shortcuts work: "window", or a name that `Commands.attach` gives to a
            widget, such as "canvas".
        is_listed: Whether the palette offers it.
        repeats: Whether it is done again and again while the key is held down.
    """

    id: str
    title: str
    run: Callable[[], object]
    shortcuts: tuple[str, ...] = ()
    group: str = ""
    icon: str = ""
    is_enabled: Callable[[], bool] = always
    is_checked: Callable[[], bool] | None = None
    help: str = ""
    scope: str = "window"
    is_listed: bool = True
    repeats: bool = True


@dataclass(frozen=True, slots=True)
class Menu:
    """Lay out one menu.

    Attributes:
        title: What it is called, with an "&" before the letter that opens it.
        entries: Ids of commands, None for a line between them, and menus in it.
        fill: Adds what nobody knows before it opens, such as recent files; called each time.
    """

    title: str
    entries: tuple[str | Menu | None, ...] = ()
    fill: Callable[[QMenu], object] | None = None


class Commands(QObject):
    """Hold all commands, each with the one action that menus and tool bars show.

    Attributes:
        remapped: Emits the id of a command that has other shortcuts now.
        done: Emits the id of a command after it was run.
    """

    remapped = Signal(str)
    done = Signal(str)

    def __init__(
        self, settings: Settings, theme: Theme = DARK, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._theme = theme
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._attached: list[tuple[QWidget, str]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)

    def add(self, command: Command) -> QAction:
        """Make a command known.

        Raises:
            ValueError: There is one with this id.
        """
        if command.id in self._commands:
            raise ValueError(f"There are two commands called {command.id!r}.")
        action = QAction(command.title.replace("&", "&&"), self)
        action.setObjectName(command.id)
        action.setStatusTip(command.help)
        action.setAutoRepeat(command.repeats)
        action.setCheckable(command.is_checked is not None)
        action.setIconVisibleInMenu(False)
        if command.scope != "window":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if command.icon:
            icons.dress(action, command.icon, self._theme)
        action.triggered.connect(lambda: self.run(command.id))
        self._commands[command.id] = command
        self._actions[command.id] = action
        self._bind(command.id)
        for widget, scope in self._attached:
            if scope == command.scope:
                widget.addAction(action)
        return action

    def add_all(self, commands: Iterable[Command]) -> None:
        """Make several commands known."""
        for command in commands:
            self.add(command)

    def attach(self, widget: QWidget, scope: str = "window") -> None:
        """Let the shortcuts of a scope work in a widget and in what is in it.

        Args:
            widget: The window, or any of several canvases; the one with the focus counts.
            scope: What `Command.scope` says.
        """
        widget.addActions([self._actions[one.id] for one in self.all() if one.scope == scope])
        self._attached.append((widget, scope))
        widget.destroyed.connect(lambda: self._detach(widget))

    def all(self) -> tuple[Command, ...]:
        """Give every command in the order in which they were added."""
        return tuple(self._commands.values())

    def groups(self) -> dict[str, list[Command]]:
        """Give the commands by group, both in the order in which they were added."""
        found: dict[str, list[Command]] = {}
        for command in self.all():
            found.setdefault(command.group, []).append(command)
        return found

    def command(self, id: str) -> Command:  # noqa: A002 - what a command's name is called
        """Find a command.

        Raises:
            KeyError: There is none with this id.
        """
        return self._commands[id]

    def action(self, id: str) -> QAction:  # noqa: A002 - what a command's name is called
        """Find the action that menus and tool bars show for a command.

        Raises:
            KeyError: There is none with this id.
        """
        return self._actions[id]

    def run(self, id: str) -> None:  # noqa: A002 - what a command's name is called
        """Do it, if it can be done now."""
        command = self._commands[id]
        if command.is_enabled():
            command.run()
            self.done.emit(id)
        self.refresh()

    def refresh(self) -> None:
        """Ask every command anew whether it can be done and whether it is on."""
        for command in self._commands.values():
            action = self._actions[command.id]
            action.setEnabled(command.is_enabled())
            if command.is_checked is not None:
                action.setChecked(command.is_checked())

    def refresh_soon(self) -> None:
        """Refresh once after what is going on now, however often this is called."""
        self._soon.start()

    def wear(self, theme: Theme) -> None:
        """Paint the icons in the colours of another theme."""
        self._theme = theme
        for command in self._commands.values():
            if command.icon:
                icons.redress(self._actions[command.id], theme)

    def menu(self, group: str, parent: QWidget) -> QMenu:
        """Make a menu of all commands of a group."""
        ids = tuple(command.id for command in self.groups().get(group, []))
        return self.menu_of(Menu(group, ids), parent)

    def menu_of(self, layout: Menu, parent: QWidget) -> QMenu:
        """Make a menu as laid out, for a context menu or a button."""
        made = QMenu(layout.title, parent)
        made.setAccessibleName(layout.title.replace("&", ""))
        made.aboutToShow.connect(self.refresh)
        for entry in layout.entries:
            if entry is None:
                made.addSeparator()
            elif isinstance(entry, Menu):
                made.addMenu(self.menu_of(entry, made))
            else:
                made.addAction(self._actions[entry])
        fill = layout.fill
        if fill is not None:
            _fill_anew(made, fill)
        return made

    def shortcuts(self, id: str) -> tuple[str, ...]:  # noqa: A002 - what a command's name is called
        """Give the shortcuts that a command has now, the user's own or those it came with."""
        own = self._settings.shortcuts.get(id)
        if own is None:
            return tuple(portable(one) for one in self._commands[id].shortcuts)
        return tuple(one for one in own.split(_PARTED_BY) if one)

    def is_remapped(self, id: str) -> bool:  # noqa: A002 - what a command's name is called
        """Tell whether the user gave a command other shortcuts than it came with."""
        return id in self._settings.shortcuts

    def remap(self, id: str, shortcuts: Sequence[str]) -> None:  # noqa: A002 - a command's name
        """Give a command other shortcuts, and keep them."""
        wanted = tuple(portable(one) for one in shortcuts)
        own = dict(self._settings.shortcuts)
        own.pop(id, None)
        if wanted != tuple(portable(one) for one in self._commands[id].shortcuts):
            own[id] = _PARTED_BY.join(wanted)
        self._settings.shortcuts = own
        self._bind(id)
        self.remapped.emit(id)

    def take(self, id: str, shortcut: str) -> None:  # noqa: A002 - what a command's name is called
        """Give a command one more shortcut, and take it away from those it conflicts with."""
        for other in self.conflicts(id, shortcut):
            kept = [one for one in self.shortcuts(other.id) if one != portable(shortcut)]
            self.remap(other.id, kept)
        if portable(shortcut) not in self.shortcuts(id):
            self.remap(id, [*self.shortcuts(id), shortcut])

    def reset(self, id: str) -> None:  # noqa: A002 - what a command's name is called
        """Give a command the shortcuts back that it came with."""
        self.remap(id, self._commands[id].shortcuts)

    def reset_all(self) -> None:
        """Give every command the shortcuts back that it came with."""
        for id_ in [one for one in self._settings.shortcuts if one in self._commands]:
            self.reset(id_)

    def conflicts(self, id: str, shortcut: str) -> list[Command]:  # noqa: A002 - a command's name
        """Find the other commands that a shortcut would also run where this one works."""
        wanted, scope = portable(shortcut), self._commands[id].scope
        return [
            other
            for other in self.all()
            if other.id != id
            and (other.scope == scope or "window" in (other.scope, scope))
            and wanted in self.shortcuts(other.id)
        ]

    def _bind(self, id_: str) -> None:
        action, command = self._actions[id_], self._commands[id_]
        keys = self.shortcuts(id_)
        action.setShortcuts([QKeySequence(one, _PORTABLE) for one in keys])
        action.setToolTip(f"{command.title}  ({native(keys[0])})" if keys else command.title)

    def _detach(self, widget: QWidget) -> None:
        self._attached = [one for one in self._attached if one[0] is not widget]


class Menus:
    """Fill a menu bar as laid out."""

    def __init__(self, commands: Commands, bar: QMenuBar, layout: Sequence[Menu]) -> None:
        self.menus = [commands.menu_of(one, bar) for one in layout]
        for menu in self.menus:
            bar.addMenu(menu)


def portable(shortcut: str) -> str:
    """Write a shortcut as it is kept: the same on every desktop and in every language."""
    return QKeySequence(shortcut, _PORTABLE).toString(_PORTABLE)


def native(shortcut: str) -> str:
    """Write a shortcut as this desktop's users read it."""
    return QKeySequence(shortcut, _PORTABLE).toString(_NATIVE)


def _fill_anew(menu: QMenu, fill: Callable[[QMenu], object]) -> None:
    fixed = menu.actions()

    def refill() -> None:
        for action in menu.actions():
            if action not in fixed:
                menu.removeAction(action)
                # A submenu owns its action, so it is the submenu that must go.
                submenu: QObject | None = action.menu()
                (action if submenu is None else submenu).deleteLater()
        fill(menu)

    menu.aboutToShow.connect(refill)
