-- What every policy stands on: who acts is a set of transaction-local settings (delta.*),
-- written by inTransaction() and read by the functions below. Outside such a transaction nobody acts, and only public rows are seen.

create function kernel.actor_role() returns text language sql stable parallel safe
  return nullif(current_setting('delta.role', true), '');
create function kernel.actor_party() returns text language sql stable parallel safe
  return nullif(current_setting('delta.party', true), '');
create function kernel.actor_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('delta.account', true), '')::uuid;
create function kernel.actor_person() returns uuid language sql stable parallel safe
  return nullif(current_setting('delta.person', true), '')::uuid;
create function kernel.actor_organization() returns uuid language sql stable parallel safe
  return nullif(current_setting('delta.organization', true), '')::uuid;
-- the leading digits of the actor's division: 31 | 3205 | 320508
create function kernel.actor_division() returns text language sql stable parallel safe
  return nullif(current_setting('delta.division', true), '');
create function kernel.actor_job() returns text language sql stable parallel safe
  return nullif(current_setting('delta.job', true), '');

create function kernel.is_system() returns boolean language sql stable parallel safe
  return coalesce(kernel.actor_role() = 'system', false);

-- officers of the four: everybody who acts for an institution, a division, a party or the region
create function kernel.is_officer() returns boolean language sql stable parallel safe
  return coalesce(kernel.actor_role() in ('institution_officer', 'division_officer', 'party_officer', 'party_signatory',
                                          'secretariat_officer', 'auditor', 'administrator'), false);

create function kernel.in_division(division text) returns boolean language sql stable parallel safe
  return coalesce(starts_with(division, kernel.actor_division()), false);

-- acts for the party as a whole
create function kernel.acts_for_party(party text) returns boolean language sql stable parallel safe
  return coalesce(kernel.actor_role() in ('party_officer', 'party_signatory') and party = kernel.actor_party(), false);

-- An auditor reads everything in scope: the whole region, or one party.
create function kernel.audits(party text) returns boolean language sql stable parallel safe
  return coalesce(kernel.actor_role() = 'auditor' and (kernel.actor_party() is null or party = kernel.actor_party()), false);

create domain kernel.party_code as text check (value in ('31', '32', '33', '34'));
create domain kernel.visibility as text check (value in ('public', 'region', 'party', 'organization', 'self'));

-- The one rule of who may see a record (DOMAIN.md, "What holds for every record", 2).
-- Kept to one expression so that the planner can inline it into a policy.
create function kernel.may_see(visibility text, party text, division text, organization uuid, person uuid)
returns boolean language sql stable parallel safe return
  visibility = 'public'
  or kernel.is_system()
  or kernel.audits(party)
  or coalesce(person = kernel.actor_person(), false)
  or (visibility = 'region' and kernel.is_officer())
  or (visibility = 'party' and kernel.is_officer() and coalesce(party = kernel.actor_party(), false))
  or (visibility = 'organization' and (
        kernel.acts_for_party(party)
        or coalesce(organization = kernel.actor_organization(), false)
        or (kernel.actor_role() = 'division_officer' and kernel.in_division(division))));

-- The one rule of who may change a record of a party on the party's behalf.
create function kernel.may_change(party text) returns boolean language sql stable parallel safe return
  kernel.is_system() or coalesce(kernel.actor_role() = 'party_officer' and party = kernel.actor_party(), false);
