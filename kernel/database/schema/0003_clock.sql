-- What time it is. One name for it, so that a test's database can stand on another day (../testing.ts); an installation's is the server's own clock, and nobody can set it.
create function kernel.clock() returns timestamptz language sql stable parallel safe return now();
create function kernel.today() returns date language sql stable parallel safe return (kernel.clock() at time zone 'Asia/Shanghai')::date;

-- When something was done is the database's to say, whatever the statement says: somebody with SQL at hand dates nothing back. The columns are the trigger's arguments; emptying one is left to the guards.
create function kernel.stamp() returns trigger language plpgsql as $$
declare
  said jsonb;
  was jsonb := '{}';
  column_name text;
begin
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  said := to_jsonb(new);
  if tg_op = 'UPDATE' then was := to_jsonb(old); end if;
  foreach column_name in array tg_argv loop
    if said -> column_name <> 'null' and said -> column_name is distinct from was -> column_name then
      new := jsonb_populate_record(new, jsonb_build_object(column_name, kernel.clock()));
    end if;
  end loop;
  return new;
end $$;
revoke execute on function kernel.stamp from public;
