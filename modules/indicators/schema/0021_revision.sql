-- A trigger's own: nobody calls it.
revoke execute on function indicators.keep_revision from public;
