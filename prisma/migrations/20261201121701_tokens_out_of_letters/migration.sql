-- Letters about repairs and requests are read inside: the token of a client's link leaves them, and goes in when they are sent.
-- AlterTable
ALTER TABLE "outbox_messages" ADD COLUMN     "link_id" UUID;

-- The first sixteen bytes of a token are the link's id.
UPDATE outbox_messages m
SET link_id = l.id,
  text = regexp_replace(m.text, '(/p/(track|rate|complete)/)[A-Za-z0-9_-]{43}', '\1…', 'g'),
  html = regexp_replace(m.html, '(/p/(track|rate|complete)/)[A-Za-z0-9_-]{43}', '\1…', 'g')
FROM (
  SELECT id, substring(text from '/p/(?:track|rate|complete)/([A-Za-z0-9_-]{43})') AS token
  FROM outbox_messages
  WHERE repair_id IS NOT NULL OR request_id IS NOT NULL
) t
LEFT JOIN public_links l
  ON l.id = encode(substring(decode(translate(left(t.token, 24), '-_', '+/'), 'base64') from 1 for 16), 'hex')::uuid
WHERE m.id = t.id AND t.token IS NOT NULL;

-- A mail server may have repeated the address in its answer.
UPDATE outbox_messages
SET last_error = regexp_replace(last_error, '(/p/(track|rate|complete)/)[A-Za-z0-9_-]{43}', '\1…', 'g')
WHERE last_error LIKE '%/p/%';

-- AddForeignKey
ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "public_links"("id") ON DELETE SET NULL ON UPDATE CASCADE;
