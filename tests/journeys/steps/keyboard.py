"""A person who has a keyboard and no mouse: Tab, Enter, Space, arrows and End, always seeing where the focus is."""

from playwright.sync_api import FilePayload, Locator, expect

from tests.journeys.browser import Walker

PRESSES = 90
# The browser itself draws the focus inside its player of sounds.
FOCUS_IS_DRAWN = """
    () => {
        const outlined = element => [null, '::after'].some(part => {
            const style = getComputedStyle(element, part);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        });
        const focused = document.activeElement;
        return focused.matches('audio') || [focused, focused.closest('label')].some(one => one && outlined(one));
    }
"""


class Keyboard:
    def __init__(self, person: Walker) -> None:
        self.person = person

    def tab_to(self, control: Locator) -> None:
        """Press Tab until the control has the focus, seeing the focus all along the way."""
        control = control.first
        expect(control).to_be_attached()
        for _press in range(PRESSES):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
            where = self.person.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            assert self.person.page.evaluate(FOCUS_IS_DRAWN), f"the focus is not seen on {where}"
        raise AssertionError(f"{PRESSES} tabs do not reach {control}")

    def press(self, key: str) -> None:
        self.person.page.keyboard.press(key)

    def write(self, label: str, text: str) -> None:
        field = self.person.field(label)
        self.tab_to(field)
        self.press("Control+A")
        self.person.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def choose(self, label: str, option: str) -> None:
        """Go down a list until the option is there."""
        field = self.person.field(label)
        self.tab_to(field)
        for _press in range(20):
            if field.locator("option:checked").inner_text() == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"no « {option} » in « {label} »")

    def pick(self, legend: str, option: str) -> None:
        """Among radio buttons, the space bar takes one and the arrows go from one to the next."""
        buttons = self.person.group(legend).get_by_role("radio")
        self.tab_to(buttons)
        self.press("Space")
        wanted = self.person.group(legend).get_by_label(option, exact=True)
        for _press in range(buttons.count()):
            if wanted.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"no « {option} » in « {legend} »")

    def write_date(self, legend: str, *parts: int) -> None:
        for label, value in zip(("Jour", "Mois", "Année"), parts, strict=True):
            self.tab_to(self.person.group(legend).get_by_label(label, exact=True))
            self.person.page.keyboard.type(str(value))

    def follow(self, name: str) -> None:
        self._enter(self.person.page.get_by_role("link", name=name))

    def submit(self, name: str) -> None:
        self._enter(self.person.page.get_by_role("button", name=name))

    def _enter(self, control: Locator) -> None:
        self.tab_to(control)
        with self.person.arriving():
            self.press("Enter")

    def join_file(self, control: Locator, file: FilePayload) -> None:
        """The field takes the focus; the dialogue that chooses the file is the system's own, not the page's."""
        self.tab_to(control)
        control.set_input_files(file)
