-- What is left in the exchange of somebody who has deleted their account: that a place was given, held and recognised, by a pseudonym; not what they wrote of themselves.
-- The digest of an agreement stays as it was signed: whoever holds a copy can still show what it says.
create function exchange.forget_person(person uuid, account uuid, pseudonym text) returns void
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  erased text := '（本人已注销账号，内容已删除）';
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  update exchange.application a set person_name = pseudonym, statement = '' where a.person_id = person;
  update exchange.release_item i set person_name = pseudonym from exchange.application a where a.id = i.application_id and a.person_id = person;
  update exchange.placement p set person_name = pseudonym where p.person_id = person;
  update exchange.agreement_version v set content = jsonb_set(v.content, '{texts,emergency}', to_jsonb(erased)) from exchange.agreement a where a.id = v.agreement_id and a.person_id = person and v.content -> 'texts' ? 'emergency';
  update exchange.signature s set name = case when s.person_id = person then pseudonym else erased end from exchange.agreement a
    where a.id = s.agreement_id and (s.person_id = person or (a.person_id = person and s.signatory = 'guardian'));
  update exchange.signature s set entered_name = pseudonym where s.entered_by = account;
  update exchange.entry e set text = erased from exchange.placement p where p.id = e.placement_id and p.person_id = person;
  update exchange.leave l set reason = erased from exchange.placement p where p.id = l.placement_id and p.person_id = person;
  update exchange.talk t set own_view = erased from exchange.placement p where p.id = t.placement_id and p.person_id = person and t.own_view is not null;
  update exchange.assessment s set text = erased from exchange.placement p where p.id = s.placement_id and p.person_id = person and s.side = 'person';
  update exchange.post o set author_name = pseudonym, title = erased, text = erased, state = 'withdrawn', withdrawn_reason = '作者已注销账号' where o.person_id = person;
  update exchange.reply r set author_name = pseudonym, text = erased where r.account_id = account;
  update kernel.file f set withdrawn_at = now() from exchange.entry e join exchange.placement p on p.id = e.placement_id
    where f.subject_type = 'exchange.entry' and f.subject_id = e.id::text and p.person_id = person and f.withdrawn_at is null;
  update kernel.file f set withdrawn_at = now() from exchange.application a where f.subject_type = 'exchange.application' and f.subject_id = a.id::text and a.person_id = person and f.withdrawn_at is null;
end $$;
revoke execute on function exchange.forget_person from public;
grant execute on function exchange.forget_person to delta_app;
