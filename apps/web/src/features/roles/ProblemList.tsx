import WarningIcon from '@mui/icons-material/ReportProblemOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import type { Access } from '../../gql/graphql.ts'
import type { FieldEntity, FieldItem } from './fields.ts'
import { problemListId } from './reveal-problems.ts'
import { type RoleDraft, useDraftValue, useRoleDraft } from './role-draft.ts'
import { actionRule, offered, type Role, scopeRule } from './rules.ts'
import type { ChangeAddress } from './use-role-address.ts'

type Problem = Role['problems'][number]

export type ProblemListProps = {
  problems: readonly Problem[]
  entities: readonly FieldEntity[]
  onAddress: ChangeAddress
}

/** What the role is to do and cannot, each with the way to mend it. */
export function ProblemList({ problems, entities, onAddress }: ProblemListProps) {
  const { t } = useTranslation('roles')
  if (problems.length === 0) return null
  return (
    <Box
      component="section"
      id={problemListId}
      aria-label={t('problems.title', { count: problems.length })}
      sx={{
        mx: { xs: 0, sm: 2, md: 3 },
        mb: 1,
        px: 2,
        py: 1,
        borderRadius: { sm: 1 },
        bgcolor: 'tone.waitingUs.soft',
        typography: 'body2',
      }}
    >
      <Box
        sx={{ display: 'flex', alignItems: 'center', gap: 1, fontWeight: 600, color: 'tone.waitingUs.main', mb: 0.5 }}
      >
        <WarningIcon aria-hidden sx={{ fontSize: 18 }} />
        {t('problems.title', { count: problems.length })}
      </Box>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: '30vh', overflow: 'auto' }}>
        {problems.map((problem) => (
          <ProblemItem
            key={`${problem.code}.${problem.action}.${problem.entity}.${problem.fields.join()}`}
            problem={problem}
            fields={entities.find(({ key }) => key === problem.entity)?.fields ?? []}
            onAddress={onAddress}
          />
        ))}
      </Box>
    </Box>
  )
}

type ItemProps = { problem: Problem; fields: readonly FieldItem[]; onAddress: ChangeAddress }

function ProblemItem({ problem, fields: known, onAddress }: ItemProps) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  const isMended = useDraftValue((each) => isTouched(each, problem, known))
  const { code, action, entity, fields } = problem
  const wanted = code === 'EMPTY_SECTION' ? 'READ' : 'WRITE'
  const named = known.filter(({ key }) => fields.includes(key))
  const opensFields = entity !== null && fields.length > 0 && code !== 'WRITES_NOWHERE' && code !== 'WRITES_UNSEEN'

  return (
    <Box
      component="li"
      sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, minHeight: { xs: 44, sm: 30 } }}
    >
      <Box component="span" sx={{ flex: { xs: '1 1 100%', sm: '0 1 auto' } }}>
        {t(`problems.${code}`, {
          action: action ? text.action(action) : '',
          entity: entity ? text.entity(entity) : '',
        })}
        {entity && fields.length > 0 && ': '}
        {entity &&
          fields.map((field, index) => (
            <span key={field}>
              {index > 0 && ', '}
              <Link
                component="button"
                type="button"
                onClick={() =>
                  onAddress(
                    { tab: 'fields', entity, query: '', filter: null, focus: `${entity}.${field}` },
                    { isStep: true },
                  )
                }
                sx={{ font: 'inherit', verticalAlign: 'baseline' }}
              >
                {text.field(entity, field)}
              </Link>
            </span>
          ))}
      </Box>
      {isMended ? (
        <Box component="span" sx={{ color: 'tone.onTrack.main', fontWeight: 500 }}>
          {t('problems.mended')}
        </Box>
      ) : (
        <>
          {opensFields && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => draft.setMany(named.map(({ rule, isWritable }) => [rule, offered(wanted, isWritable)]))}
            >
              {t(`problems.open${wanted}`)}
            </Button>
          )}
          {entity && !opensFields && (
            <Button
              size="small"
              variant="outlined"
              onClick={() => onAddress({ tab: 'rows', entity, focus: entity }, { isStep: true })}
            >
              {t('problems.toRows')}
            </Button>
          )}
          {action && (
            <Button size="small" onClick={() => draft.set(actionRule(action), 'false')}>
              {t('problems.forbid')}
            </Button>
          )}
        </>
      )}
    </Box>
  )
}

/** Whether something that may mend it is changed and not saved yet; the server says at the save whether it has. */
function isTouched(draft: RoleDraft, problem: Problem, known: readonly FieldItem[]): boolean {
  const { action, entity, fields, code } = problem
  const changes = draft.changes()
  if (action && changes.get(actionRule(action)) === 'false') return true
  if (!entity) return false
  if (changes.has(scopeRule(entity, 'read')) || changes.has(scopeRule(entity, 'write'))) return true
  const wanted = code === 'EMPTY_SECTION' ? 'READ' : 'WRITE'
  const named = known.filter(({ key }) => fields.includes(key))
  return (
    named.length > 0 && named.every(({ rule, isWritable }) => isAtLeast(draft.get(rule), offered(wanted, isWritable)))
  )
}

function isAtLeast(value: string | null, wanted: Access): boolean {
  return value === wanted || value === 'WRITE'
}
