-- A reviewer who deletes their account: what they submitted stands under the pseudonym, as does what they said in the panel; what they had not submitted goes.
-- Where the scores are open their part is done. Were they the chair, the first by number who has signed speaks for the panel from here on: a rule, and nobody's choice.
create function review.forget_person(person uuid, pseudonym text) returns void
language plpgsql security definer set search_path = review, kernel, pg_temp as $$
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  update review.reviewer v set name = pseudonym, keywords = '{}' where v.person_id = person;
  delete from review.sheet s where s.person_id = person and s.state = 'draft';
end $$;
create function review.pass_chair(review uuid, leaving uuid) returns uuid
language plpgsql security definer set search_path = review, kernel, pg_temp as $$
declare
  following uuid;
begin
  if not kernel.is_system() then
    raise exception 'the platform passes the chair on' using errcode = 'insufficient_privilege';
  end if;
  select v.id into following from review.reviewer v where v.review_id = pass_chair.review and v.state = 'accepted' and v.pledged_at is not null and v.id <> leaving order by v.number limit 1;
  if following is not null then
    update review.reviewer v set chair = false where v.id = leaving;
    update review.reviewer v set chair = true where v.id = following;
  end if;
  return following;
end $$;
revoke execute on function review.forget_person, review.pass_chair from public;
grant execute on function review.forget_person, review.pass_chair to delta_app;
insert into kernel.content_holder (relation) values ('review.material_source');
