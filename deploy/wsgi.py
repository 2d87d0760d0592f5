import os

from django.core.wsgi import get_wsgi_application

from deploy import observability

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.production")
application = get_wsgi_application()
observability.start()
