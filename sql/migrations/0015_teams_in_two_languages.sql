-- A team has a name in each language, as its topic has: seekers read it in the page's own. What it was called so far stays, in both.

ALTER TABLE topics
  CHANGE COLUMN IF EXISTS team_name team_name_de VARCHAR(120) NOT NULL COMMENT 'what seekers see of a counselor without a display name, in German',
  ADD COLUMN IF NOT EXISTS team_name_en VARCHAR(120) NULL AFTER team_name_de;

UPDATE topics SET team_name_en = team_name_de WHERE team_name_en IS NULL;

ALTER TABLE topics
  MODIFY team_name_en VARCHAR(120) NOT NULL COMMENT 'and in English';
