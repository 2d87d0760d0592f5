"""Rows of Django's own tables, which each commune has too."""

import factory
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from factory.django import DjangoModelFactory


class ContentTypeFactory(DjangoModelFactory):
    class Meta:
        model = ContentType

    app_label = "essai"
    model = factory.Sequence(lambda n: f"chose{n}")


class PermissionFactory(DjangoModelFactory):
    class Meta:
        model = Permission

    name = "Essayer"
    content_type = factory.SubFactory(ContentTypeFactory)
    codename = factory.Sequence(lambda n: f"essayer_{n}")


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"Groupe {n}")
