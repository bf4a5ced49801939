-- How far a campaign is, is counted without reading the forms' numbers: what the count and the policies look at stands in the index.
create index form_standing on indicators.form (campaign_id, party, level, state) include (submitted_at, visibility, division, organization_id);
