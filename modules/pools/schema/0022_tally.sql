-- A trigger's own: nobody calls it.
revoke execute on function pools.keep_tally from public;
