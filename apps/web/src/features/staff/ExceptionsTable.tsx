import CloseIcon from '@mui/icons-material/CloseRounded'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { DateText } from '../../components/DateText.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import { visuallyHidden } from '../../components/visually-hidden.ts'
import type { EmployeeCardFragment, ExceptionKeysInput } from '../../gql/graphql.ts'
import type { Tone } from '../../theme/theme.ts'
import { type ExceptionRow, exceptionRows } from './exceptions.ts'

interface Props {
  card: EmployeeCardFragment
  isDisabled: boolean
  /** Absent where they are not for the viewer to change. */
  onRemove?: ((keys: ExceptionKeysInput, name: string) => void) | undefined
}

const columns = { xs: 'minmax(0, 1fr) auto', sm: 'minmax(0, 1fr) 96px 112px 204px 32px' }

/** What differs for this one employee from what his role says: both, who said so, when, and until when. */
export function ExceptionsTable({ card, isDisabled, onRemove }: Props) {
  const { t } = useTranslation('staff')
  const say = useExceptionText()
  const rows = exceptionRows(card)
  if (rows.length === 0) return <Typography color="textSecondary">{t('exceptions.none')}</Typography>
  const heads = ['what', 'role', 'exception', 'set'] as const
  return (
    <Box
      component="table"
      aria-label={t('exceptions.title')}
      sx={{ display: 'block', fontSize: 13, lineHeight: '18px' }}
    >
      <Box component="thead" sx={{ display: 'block' }}>
        <Box
          component="tr"
          sx={{
            display: { xs: 'none', sm: 'grid' },
            gridTemplateColumns: columns,
            columnGap: 1.5,
            py: 0.5,
            color: 'text.secondary',
            typography: 'caption',
            borderBottom: 1,
            borderColor: 'divider',
            textAlign: 'left',
            '& th': { fontWeight: 400 },
          }}
        >
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(`exceptions.${head}`)}
            </th>
          ))}
          <th scope="col">
            <span style={visuallyHidden}>{t('exceptions.actions')}</span>
          </th>
        </Box>
      </Box>
      <Box component="tbody" sx={{ display: 'block' }}>
        {rows.map((row) => {
          const { name, byRole, says, tone } = say(row)
          return (
            <Box
              key={row.id}
              component="tr"
              sx={{
                display: 'grid',
                gridTemplateColumns: columns,
                columnGap: 1.5,
                rowGap: 0.5,
                alignItems: 'center',
                minHeight: 36,
                py: { xs: 1, sm: 0.5 },
                '& td': { p: 0 },
                borderBottom: 1,
                borderColor: 'divider',
                color: row.isExpired ? 'text.secondary' : undefined,
              }}
            >
              <Box component="td" sx={{ overflowWrap: 'anywhere', fontWeight: { xs: 500, sm: 400 } }}>
                {name}
              </Box>
              <Box component="td" sx={{ color: 'text.secondary', gridColumn: { xs: 1, sm: 'auto' } }}>
                <Hint>{t('exceptions.byRole')}</Hint>
                {byRole}
              </Box>
              <Box component="td" sx={{ gridColumn: { xs: 1, sm: 'auto' } }}>
                {row.isExpired ? (
                  <Box component="span" sx={{ textDecoration: 'line-through' }}>
                    {says}
                  </Box>
                ) : (
                  <ToneChip tone={tone}>{says}</ToneChip>
                )}
              </Box>
              <Box component="td" sx={{ color: 'text.secondary', gridColumn: { xs: 1, sm: 'auto' }, minWidth: 0 }}>
                {row.setByName && <>{row.setByName}, </>}
                <DateText value={row.setAt} />
                <Box component="span" sx={{ display: 'block', color: row.isExpired ? undefined : 'text.primary' }}>
                  {row.expiresAt === null ? (
                    t('exceptions.forever')
                  ) : (
                    <>
                      {t(row.isExpired ? 'exceptions.expired' : 'exceptions.untilWord')}{' '}
                      <DateText value={row.expiresAt} />
                    </>
                  )}
                </Box>
              </Box>
              <Box component="td" sx={{ gridColumn: { xs: 2, sm: 'auto' }, gridRow: { xs: '1 / span 3', sm: 'auto' } }}>
                {onRemove && (
                  <IconButton
                    size="small"
                    disabled={isDisabled}
                    aria-label={t('exceptions.remove', { name })}
                    title={t('exceptions.remove', { name })}
                    onClick={() => onRemove(row.keys, name)}
                  >
                    <CloseIcon fontSize="small" />
                  </IconButton>
                )}
              </Box>
            </Box>
          )
        })}
      </Box>
    </Box>
  )
}

/** Says on a phone what the head of the column says elsewhere. */
function Hint({ children }: { children: string }) {
  return (
    <Box component="span" sx={{ display: { sm: 'none' } }}>
      {children}{' '}
    </Box>
  )
}

interface ExceptionText {
  name: string
  byRole: string
  says: string
  tone: Tone
}

const width: Readonly<Record<string, number>> = { NONE: 0, READ: 1, WRITE: 2 }

function useExceptionText(): (row: ExceptionRow) => ExceptionText {
  const { t } = useTranslation('staff')
  const text = useAccessText()
  const allowed = (isAllowed: boolean) => t(isAllowed ? 'exceptions.allowed' : 'exceptions.denied')
  const toneOf = (isMore: boolean): Tone => (isMore ? 'onTrack' : 'waitingUs')
  return (row) => {
    if (row.kind === 'field') {
      const { entity, field, access, roleAccess } = row.exception
      return {
        name: `${text.entity(entity)} · ${text.field(entity, field)}`,
        byRole: text.access(roleAccess),
        says: text.access(access),
        tone: toneOf((width[access] ?? 0) > (width[roleAccess ?? 'NONE'] ?? 0)),
      }
    }
    if (row.kind === 'action') {
      const { action, isAllowed, isAllowedByRole } = row.exception
      return {
        name: text.action(action),
        byRole: allowed(isAllowedByRole),
        says: allowed(isAllowed),
        tone: toneOf(isAllowed),
      }
    }
    const { entity, readScope, writeScope, roleReadScope, roleWriteScope } = row.exception
    const both = (read: typeof roleReadScope, write: typeof roleWriteScope) =>
      read === write ? text.scope(read) : t('exceptions.rows', { read: text.scope(read), write: text.scope(write) })
    return {
      name: t('exceptions.scopeOf', { entity: text.entity(entity) }),
      byRole: both(roleReadScope, roleWriteScope),
      says: both(readScope ?? roleReadScope, writeScope ?? roleWriteScope),
      tone: 'accent',
    }
  }
}
