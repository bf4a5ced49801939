-- Whoever nominates puts their people in order as long as nominations are open, also those who are being confirmed or wait in reserve (../service/ranking.ts).
create or replace function exchange.guard_application() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
  onward boolean := new.state = exchange.after_step(old.scheme_id, old.state);
begin
  -- Who refused follows from where it stood; nobody states it.
  new.refused_by := case when new.state <> 'refused' then null when old.state = 'refused' then old.refused_by when old.state = 'submitted' then 'home' when old.state = 'atDivision' then 'division' else 'party' end;
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.scheme_id, new.person_id, new.person_name, new.home_id, new.party, new.division, new.created_at, new.wishes_anew) is distinct from (old.scheme_id, old.person_id, old.person_name, old.home_id, old.party, old.division, old.created_at, old.wishes_anew)
     or new.answer_until is distinct from old.answer_until or new.submitted_at is distinct from old.submitted_at or new.deferred_from is distinct from old.deferred_from then
    raise exception 'an application stays what it is' using errcode = 'insufficient_privilege';
  end if;
  -- Whoever leaves gives up their place in the home's order: it is free for another, as the quota is.
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member' and new.state = 'withdrawn' and exchange.may_leave(old.scheme_id, old.state)
     and new.nomination_rank is null and (new.reason, new.statement) is not distinct from (old.reason, old.statement) and new.offer_id is null then
    return new;
  end if;
  if old.person_id = kernel.actor_person() and kernel.actor_role() = 'member'
     and (new.nomination_rank, new.reason) is not distinct from (old.nomination_rank, old.reason)
     and (new.offer_id is not distinct from old.offer_id or step in ('offered>declined', 'offered>deferred', 'conditional>declined', 'conditional>deferred'))
     and (new.statement = old.statement or old.state = 'draft' or new.state = 'draft')
     and (step <> 'draft>submitted' or not exchange.lacks_paper(old.id))
     and step in ('draft>draft', 'draft>submitted', 'submitted>draft', 'submitted>submitted', 'offered>accepted', 'offered>conditional', 'offered>declined', 'offered>deferred',
                  'conditional>declined', 'conditional>deferred', 'reserve>reserve', 'atDivision>atDivision', 'atParty>atParty', 'nominated>nominated') then
    new.submitted_at := case when step = 'draft>submitted' then now() else old.submitted_at end;
    return new;
  end if;
  if new.statement <> old.statement or new.offer_id is distinct from old.offer_id then
    raise exception 'what the person wrote is theirs' using errcode = 'insufficient_privilege';
  end if;
  -- A refusal by whoever stands above the one who nominates is not theirs to take back.
  if exchange.nominates_for(old.scheme_id, old.party, old.division, old.home_id)
     and ((old.state = 'submitted' and onward) or step in ('submitted>refused', 'atDivision>submitted', 'atParty>submitted', 'nominated>submitted', 'nominated>nominated')
          or (step in ('atDivision>atDivision', 'atParty>atParty', 'reserve>reserve') and new.reason is not distinct from old.reason)
          or (step = 'refused>submitted' and (old.refused_by = 'home' or kernel.may_change(old.party)))) then
    return new;
  end if;
  if (exchange.confirms_for(old.division) or kernel.may_change(old.party)) and new.nomination_rank is not distinct from old.nomination_rank
     and old.state = 'atDivision' and (onward or new.state = 'refused') then
    return new;
  end if;
  if kernel.may_change(old.party) and old.state = 'atParty' and (onward or new.state = 'refused') then
    return new;
  end if;
  raise exception 'not a step of this actor: %', step using errcode = 'insufficient_privilege';
end $$;
