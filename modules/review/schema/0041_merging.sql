-- Two records become one person: their parts in reviews are the one's. Where both sat on a panel that is over, each part stays as it was signed.
create or replace function review.guard_reviewer() returns trigger language plpgsql as $$
begin
  if (new.review_id, new.member_id, new.party, new.number) is distinct from (old.review_id, old.member_id, old.party, old.number)
     or (new.person_id is distinct from old.person_id and not (kernel.is_system() and exists (select from directory.person p where p.id = old.person_id and p.merged_into = new.person_id))) then
    raise exception 'a reviewer stays who they are' using errcode = 'check_violation';
  end if;
  if kernel.actor_role() is null or kernel.is_system() then return new; end if;
  if (new.state is distinct from old.state and new.state in ('accepted', 'declined') or (new.pledged_at, new.pledge_digest) is distinct from (old.pledged_at, old.pledge_digest))
     and old.person_id is distinct from kernel.actor_person() then
    raise exception 'answer and pledge are the person''s own' using errcode = 'insufficient_privilege';
  end if;
  if new.state is distinct from old.state and new.state in ('accepted', 'declined') and old.state not in ('invited', 'accepted') then
    raise exception 'only an invitation is answered' using errcode = 'insufficient_privilege';
  end if;
  if (new.chair is distinct from old.chair or (new.state is distinct from old.state and new.state in ('listed', 'invited', 'removed')))
     and not kernel.may_change(old.party) then
    raise exception 'the office invites and names the chair' using errcode = 'insufficient_privilege';
  end if;
  if new.chair is distinct from old.chair and review.opened(old.review_id) then raise exception 'the chair stays once the scores are open' using errcode = 'insufficient_privilege'; end if;
  return new;
end $$;

create function review.merge_person(gone uuid, kept uuid) returns void
language plpgsql security definer set search_path = review, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform merges people' using errcode = 'insufficient_privilege';
  end if;
  with moved as (
    update review.reviewer v set person_id = kept where v.person_id = gone
      and not (v.state not in ('declined', 'removed') and exists (select from review.reviewer w where w.review_id = v.review_id and w.person_id = kept and w.state not in ('declined', 'removed')))
    returning v.review_id)
  update review.sheet s set person_id = kept from moved m where m.review_id = s.review_id and s.person_id = gone;
  update review.look l set person_id = kept where l.person_id = gone;
end $$;
revoke execute on function review.merge_person from public;
grant execute on function review.merge_person to delta_app;

do $$
declare
  one record;
begin
  perform set_config('delta.role', 'system', true);
  for one in select p.id, p.merged_into from directory.person p where p.merged_into is not null loop
    perform review.merge_person(one.id, one.merged_into);
  end loop;
  perform set_config('delta.role', '', true);
end $$;
