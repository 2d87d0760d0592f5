"""PostgreSQL roles: one for the platform, one for each commune, none of them able to sign in."""

from django.db import connection

from .backend.base import PLATFORM_ROLE

# Every commune's role is in this group, which may enqueue a job and do nothing else in `public`.
GROUP_ROLE = "parvis_communes"


def ensure_role(name: str) -> None:
    """Create a role that cannot sign in, and let the owner take it. Roles are the server's, so it may exist already."""
    _execute(
        f"""
        DO $$ BEGIN
            CREATE ROLE "{name}" NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$;
        GRANT "{name}" TO CURRENT_USER;
        """
    )


def ensure_platform_roles() -> None:
    """Create the platform's roles and give them the rights they need in `public`, and no other."""
    ensure_role(PLATFORM_ROLE)
    ensure_role(GROUP_ROLE)
    _execute(
        f"""
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO "{PLATFORM_ROLE}", "{GROUP_ROLE}";
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{PLATFORM_ROLE}";
        """
    )
    for function in _defer_functions():
        _execute(
            f"""
            ALTER FUNCTION {function} SECURITY DEFINER;
            ALTER FUNCTION {function} SET search_path = public;
            REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION {function} TO "{PLATFORM_ROLE}", "{GROUP_ROLE}";
            """
        )


def grant_commune(schema: str, role: str) -> None:
    """Give a commune's role its own schema: rows, not structure."""
    _execute(
        f"""
        GRANT "{GROUP_ROLE}" TO "{role}";
        GRANT USAGE ON SCHEMA "{schema}" TO "{role}";
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO "{role}";
        REVOKE UPDATE, DELETE ON "{schema}".audit_event FROM "{role}";
        REVOKE INSERT, UPDATE, DELETE ON "{schema}".django_migrations FROM "{role}";
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO "{role}";
        """
    )


def drop_role(name: str) -> None:
    """Drop a role and its rights here; keep it where another database of the same server still gives it some."""
    _execute(
        f"""
        DROP OWNED BY "{name}";
        DO $$ BEGIN
            DROP ROLE "{name}";
        EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
        END $$;
        """
    )


def _defer_functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'procrastinate_defer_jobs%'"
        )
        return [row[0] for row in cursor.fetchall()]


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
