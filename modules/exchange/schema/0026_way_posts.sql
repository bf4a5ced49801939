-- A post has days of its own where it does not go with the scheme's; and it may come from the cadre pool (`pools.post`, whose module is laid after this one).
alter table exchange.offer
  add column starts_on date,
  add column ends_on date,
  add column post_id uuid,
  add constraint days_in_order check ((starts_on is null and ends_on is null) or ends_on > starts_on);
create unique index offer_of_post_once on exchange.offer (scheme_id, post_id) where post_id is not null;
grant update (starts_on, ends_on) on exchange.offer to delta_app;
-- Offers are taken from the pool by the platform, which has read it; a host writes none of them.
drop policy added on exchange.offer;
create policy added on exchange.offer for insert with check (kernel.is_system() or (exchange.acts_for(party, institution_id) and taken = 0 and post_id is null and state = 'draft' and visibility = 'organization'));
