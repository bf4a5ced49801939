-- Two records become one: what hangs on the one that goes moves to the one that stays, in each module by its own function (`merging` in its index.ts), for the platform alone.
-- Gives the sealed personal data that the one that stays lacks: it is bound to the person's id and must be sealed anew.
create function directory.merge_person(gone uuid, kept uuid) returns jsonb
language plpgsql security definer set search_path = directory, kernel, pg_temp as $$
declare
  taken jsonb;
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  update directory.learning l set person_id = kept where l.person_id = gone;
  update directory.look l set person_id = kept where l.person_id = gone;
  update directory.person p set merged_into = kept where p.merged_into = gone;
  update directory.merge m set state = 'dismissed', reason = coalesce(m.reason, '已合并'), decided_at = now() where m.state = 'proposed' and gone in (m.person_a, m.person_b);
  delete from directory.person_private s where s.person_id = gone returning s.sealed into taken;
  return coalesce((select jsonb_object_agg(t.key, t.value) from jsonb_each(taken) as t where not exists (select from directory.person_private s where s.person_id = kept and s.sealed ? t.key)), '{}');
end $$;
revoke execute on function directory.merge_person from public;
grant execute on function directory.merge_person to delta_app;

-- Whoever was merged into a record that was merged later belongs to the last.
do $$ begin
  loop
    update directory.person p set merged_into = q.merged_into from directory.person q where q.id = p.merged_into and q.merged_into is not null;
    exit when not found;
  end loop;
end $$;
