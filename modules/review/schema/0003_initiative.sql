-- The initiative that a review serves, if one: what comes of it is counted there.
alter table review.review add column initiative_id uuid references plan.item;
create index on review.review (initiative_id) where initiative_id is not null;
drop policy added on review.review;
create policy added on review.review for insert with check (kernel.may_change(party) and state = 'draft' and (initiative_id is null or plan.takes_part(initiative_id, party)));
