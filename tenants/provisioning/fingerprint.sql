-- One line for each column, index, constraint, sequence, trigger and function of a schema.
-- PostgreSQL writes the casts of « IN (…) » otherwise once a dump of them is read again: they are left out.
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || ' not null ' || a.attnotnull::text || ' identity ' || a.attidentity::text || ' generated ' || a.attgenerated::text
       || ' default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v')
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = %(schema)s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index ' || regexp_replace(pg_get_indexdef(i.indexrelid), '::(character varying|text)(\[\])?|[()\s]', '', 'g')
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
 WHERE c.relnamespace = %(schema)s::regnamespace
UNION ALL
SELECT 'constraint ' || c.relname || ' ' || k.conname || ' '
       || regexp_replace(pg_get_constraintdef(k.oid), '::(character varying|text)(\[\])?|[()\s]', '', 'g')
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE k.connamespace = %(schema)s::regnamespace AND k.contype <> 'n'
UNION ALL
SELECT 'sequence ' || c.relname FROM pg_class c
 WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'S'
UNION ALL
SELECT 'trigger ' || c.relname || ' ' || pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'function ' || p.proname || ' ' || pg_get_functiondef(p.oid)
  FROM pg_proc p
 WHERE p.pronamespace = %(schema)s::regnamespace
