import ArrowIcon from '@mui/icons-material/ArrowForwardRounded'
import StarIcon from '@mui/icons-material/StarRounded'
import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { type CatalogEntity, useEntity } from '../../../lib/catalog.ts'
import { StatusChip, type StatusChipProps } from '../../StatusChip.tsx'
import { DocumentTile } from '../documents/DocumentTile.tsx'
import { useFieldText } from '../use-field-text.ts'
import type { FeedChange, FeedEntry } from './feed-entry.ts'
import { MentionText } from './MentionText.tsx'

interface Props {
  entity: string
  entry: FeedEntry
}

/** What the entry says, in the way of its kind. */
export function FeedEntryBody({ entity: entityKey, entry }: Props) {
  const { t } = useTranslation(['feed', 'values'])
  const entity = useEntity(entityKey)
  const changes = entry.changes ?? []
  const status = changes.find((change) => change.field === 'status')
  const isRating = entry.kind === 'RATING'
  const newValueOf = (key: string) => changes.find((change) => change.field === key)?.newValue ?? null
  const mark = isRating ? newValueOf('ratingMark') : null
  const text = entry.text ?? (isRating ? newValueOf('ratingComment') : null)
  const others = isRating ? [] : changes.filter((change) => change !== status)

  return (
    <Box sx={{ display: 'grid', gap: 0.5, overflowWrap: 'anywhere' }}>
      {entry.kind === 'CREATED' && <span>{t(`created.${entityKey}`)}</span>}
      {entry.kind === 'TRANSITION' && entry.transition && (
        <span>{t(`values:transitionDone.${entityKey}.${entry.transition}`)}</span>
      )}
      {status && <StatusChange entity={entityKey} change={status} />}
      {entry.kind === 'ASSIGNMENT' && entry.reasonCode && (
        <span>
          {t('assigned')}: {t(`values:assignmentReason.${entry.reasonCode}`).toLocaleLowerCase()}
        </span>
      )}
      {others.length > 0 && <FieldChanges entity={entity} entityKey={entityKey} changes={others} />}
      {mark && <Stars mark={Number(mark)} />}
      {entry.kind === 'MESSAGE' && !entry.message && <span>{t('values:feedKind.MESSAGE')}</span>}
      {entry.message && (
        <span>
          {t('message', {
            subject: quotedInside(entry.message.subject ?? ''),
            recipient: entry.message.recipient ?? '',
          })}
          {entry.message.status && (
            <Box component="span" sx={{ color: entry.message.status === 'FAILED' ? 'error.main' : 'text.secondary' }}>
              {' · '}
              {t(`values:messageStatus.${entry.message.status}`)}
            </Box>
          )}
        </span>
      )}
      {entry.kind === 'DOCUMENT' && entry.document?.type && (
        <span>
          {t(`document.${entry.transition ?? 'attachDocument'}`, {
            type: t(`values:documentType.${entry.document.type}`),
          })}
        </span>
      )}
      {entry.kind === 'DOCUMENT' && !entry.document && (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {t(`withdrawn.${entry.transition ?? 'attachDocument'}`)}
        </Box>
      )}
      {text && <MentionText text={text} isQuote={entry.kind !== 'COMMENT'} />}
      {entry.document && <DocumentTile document={entry.document} />}
    </Box>
  )
}

/** Quotes inside of quotes are of the second kind: «Новый ремонт: ООО „Ромашка“». */
function quotedInside(text: string): string {
  return text.replaceAll('«', '„').replaceAll('»', '“')
}

function StatusChange({ entity, change }: { entity: string; change: FeedChange }) {
  if (!isWorkflowEntity(entity)) return null
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 0.5 }}>
      {change.oldValue && (
        <>
          <StatusChip entity={entity} status={change.oldValue} />
          <ArrowIcon aria-hidden sx={{ fontSize: 14, color: 'text.secondary' }} />
        </>
      )}
      <StatusChip entity={entity} status={change.newValue} />
    </Box>
  )
}

function isWorkflowEntity(entity: string): entity is StatusChipProps['entity'] {
  return entity === 'repair' || entity === 'serviceRequest'
}

interface FieldChangesProps {
  entity: CatalogEntity | undefined
  entityKey: string
  changes: readonly FeedChange[]
}

function FieldChanges({ entity, entityKey, changes }: FieldChangesProps) {
  const { t } = useTranslation('feed')
  const { label, storedText } = useFieldText()
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.25 }}>
      {changes.map((change) => {
        if (!change.field) return null
        const field = entity?.field(change.field)
        const text = (stored: string | null) => (field ? storedText(entityKey, field, stored) : (stored ?? ''))
        const before = text(change.oldValue)
        return (
          <li key={change.field}>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {label(entityKey, change.field)}:{' '}
            </Box>
            {before && (
              <>
                <Box component="s" sx={{ color: 'text.secondary' }}>
                  {before}
                </Box>
                {' → '}
              </>
            )}
            {text(change.newValue) || t('nothing')}
          </li>
        )
      })}
    </Box>
  )
}

function Stars({ mark }: { mark: number }) {
  const { t } = useTranslation('feed')
  return (
    <Box role="img" aria-label={t('mark', { mark })} sx={{ display: 'flex' }}>
      {[1, 2, 3, 4, 5].map((each) => (
        <StarIcon key={each} sx={{ fontSize: 18, color: each <= mark ? 'warning.main' : 'divider' }} />
      ))}
    </Box>
  )
}
