import copy

import pytest

from tests.apps.messaging import peer


@pytest.fixture
def templates(tmp_path, settings):
    """Write e-mail templates for the length of a test: `templates("essai/mot", subject=…, text=…, html=…)`."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = engines

    def write(name, *, subject="Un mot", text="Bonjour.", html=None):
        for suffix, content in ((".subject.txt", subject), (".txt", text), (".html", html)):
            if content is not None:
                path = tmp_path / "emails" / f"{name}{suffix}"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
        return name

    return write


@pytest.fixture
def smtp(settings):
    """A mail server that takes everything, named by the settings."""
    with peer.listening() as server:
        settings.EMAIL_URL = server.url
        settings.DEVELOPMENT_MAILBOX = False
        yield server
