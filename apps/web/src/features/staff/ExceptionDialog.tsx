import { useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { normalizeSearch } from '@naryad/domain'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AccessSwitch } from '../../components/access/AccessSwitch.tsx'
import { useAccessText } from '../../components/access/use-access-text.ts'
import type { Access, EmployeeCardFragment, ExceptionsInput, RowScope } from '../../gql/graphql.ts'
import { errorText } from '../../lib/errors.ts'
import { RoleRulesOfEmployeeDocument, SetExceptionsDocument } from './documents.ts'
import { endOf, type Until } from './exceptions.ts'
import { UntilChoice } from './UntilChoice.tsx'
import { useEmployeeChange } from './use-employee-change.ts'

const kinds = ['field', 'action', 'scope'] as const
type Kind = (typeof kinds)[number]

/** Something that an exception can be about. */
interface Subject {
  kind: Kind
  /** `repair.laborCost`, `repair.close`, `repair`. */
  key: string
  name: string
  group: string
  /** Found by it as well: the group of the card that a field stands in. */
  place?: string
  byRole: string
  isWritable: boolean
  isWalled: boolean
}

interface Props {
  card: EmployeeCardFragment
  onClose: () => void
}

/** Opens or closes fields, actions or rows for one employee, for a time or for ever. */
export function ExceptionDialog({ card, onClose }: Props) {
  const { t } = useTranslation(['staff', 'common', 'access'])
  const text = useAccessText()
  const { run, isRunning } = useEmployeeChange()
  const { subjects, error } = useSubjects(card)
  const [kind, setKind] = useState<Kind>('field')
  const [chosen, setChosen] = useState<readonly Subject[]>([])
  const [access, setAccess] = useState<Access>('READ')
  const [isAllowed, setIsAllowed] = useState(true)
  const [scopes, setScopes] = useState<{ read: RowScope | ''; write: RowScope | '' }>({ read: '', write: '' })
  const [until, setUntil] = useState<Until>({ kind: 'today' })

  const expiresAt = endOf(until)
  const isWritable = chosen.every((subject) => subject.isWritable)
  const given = access === 'WRITE' && !isWritable ? 'READ' : access
  const isWhole =
    chosen.length > 0 && expiresAt !== undefined && (kind !== 'scope' || scopes.read !== '' || scopes.write !== '')

  const rules = (): ExceptionsInput => {
    if (kind === 'action') return { actions: chosen.map(({ key }) => ({ action: key, isAllowed })) }
    if (kind === 'scope') {
      const rows = { readScope: scopes.read || null, writeScope: scopes.write || null }
      return { scopes: chosen.map(({ key }) => ({ entity: key, ...rows })) }
    }
    return { fields: chosen.map(({ key }) => ({ ...fieldOf(key), access: given })) }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole || isRunning) return
    const input = { ...rules(), expiresAt: expiresAt ?? null }
    const done = t('exceptions.added', { count: chosen.length })
    if (await run(SetExceptionsDocument, { employeeId: card.id, input }, done)) onClose()
  }
  const offered: readonly RowScope[] =
    card.affiliation === 'OFFICE'
      ? ['NONE', 'OWN', 'ALL']
      : ['NONE', 'OWN', 'ORGANISATION', ...(chosen.some(({ isWalled }) => isWalled) ? [] : (['ALL'] as const))]

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="exception-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="exception-title">{t('exceptions.add')}</DialogTitle>
        <DialogContent>
          <Stack spacing={2.5} sx={{ pt: 1 }}>
            {error && <Alert severity="error">{errorText(error)}</Alert>}
            <Choice
              label={t('exceptions.kind')}
              value={kind}
              options={kinds.map((value) => ({ value, label: t(`exceptions.kinds.${value}`) }))}
              onChange={(next) => {
                setKind(next)
                setChosen([])
              }}
            />
            <Autocomplete<Subject, true>
              multiple
              disableCloseOnSelect
              key={kind}
              options={subjects.filter((subject) => subject.kind === kind)}
              value={[...chosen]}
              onChange={(_event, next) => setChosen(next)}
              groupBy={(subject) => subject.group}
              getOptionKey={({ key }) => key}
              getOptionLabel={({ name }) => name}
              isOptionEqualToValue={(option, value) => option.key === value.key}
              filterOptions={(options, { inputValue }) => matching(options, inputValue)}
              noOptionsText={t('common:picker.nothing')}
              openText={t('common:picker.open')}
              closeText={t('common:close')}
              clearText={t('common:picker.clear')}
              loading={subjects.length === 0 && !error}
              loadingText={t('common:loading')}
              renderOption={({ key, ...props }, subject) => (
                <Box component="li" key={key} {...props} sx={{ display: 'flex', gap: 1.5 }}>
                  <Box component="span" sx={{ flex: 1 }}>
                    {subject.name}
                  </Box>
                  <Box component="span" sx={{ color: 'text.secondary', typography: 'caption', flex: 'none' }}>
                    {t('exceptions.byRole')} {subject.byRole.toLowerCase()}
                  </Box>
                </Box>
              )}
              renderInput={(params) => (
                <TextField
                  {...params}
                  autoFocus
                  label={t(`exceptions.what_${kind}`)}
                  placeholder={chosen.length === 0 ? t('common:picker.placeholder') : ''}
                />
              )}
            />
            {kind === 'field' && (
              <Box>
                <Box sx={{ typography: 'body2', color: 'text.secondary', mb: 0.5 }}>{t('exceptions.give')}</Box>
                <AccessSwitch
                  name={t('exceptions.exception')}
                  value={given}
                  isWritable={isWritable}
                  onChange={setAccess}
                />
              </Box>
            )}
            {kind === 'action' && (
              <Choice
                label={t('exceptions.give')}
                value={isAllowed ? 'allow' : 'deny'}
                options={[
                  { value: 'allow', label: t('exceptions.allow') },
                  { value: 'deny', label: t('exceptions.deny') },
                ]}
                onChange={(next) => setIsAllowed(next === 'allow')}
              />
            )}
            {kind === 'scope' && (
              <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 2.5 }}>
                {(['read', 'write'] as const).map((side) => (
                  <TextField
                    key={side}
                    select
                    label={t(`exceptions.scope_${side}`)}
                    value={scopes[side]}
                    onChange={(event) => setScopes({ ...scopes, [side]: event.target.value })}
                    slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                  >
                    <MenuItem value="">{t('exceptions.asRole')}</MenuItem>
                    {offered.map((scope) => (
                      <MenuItem key={scope} value={scope}>
                        {text.scope(scope)}
                      </MenuItem>
                    ))}
                  </TextField>
                ))}
              </Box>
            )}
            <UntilChoice value={until} onChange={setUntil} />
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="contained" disabled={!isWhole} loading={isRunning}>
            {t('exceptions.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (next: Value) => void
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      color="primary"
      aria-label={label}
      value={value}
      onChange={(_event, next: Value | null) => next && onChange(next)}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          value={option.value}
          sx={{ textTransform: 'none', px: 1.5, minHeight: { xs: 44, sm: 32 } }}
        >
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

/** Everything that rules can be about, with what the employee's role says of it. */
function useSubjects(card: EmployeeCardFragment) {
  const { t } = useTranslation('staff')
  const text = useAccessText()
  const { data, error } = useQuery(RoleRulesOfEmployeeDocument, {
    variables: { id: card.id },
    // a part of what the editor of roles keeps, which must not be lost to it
    fetchPolicy: 'no-cache',
  })
  const settings = data?.employeeSettings
  if (!data || !settings) return { subjects: [], error }
  const { entities, actions } = data.accessCatalog
  const accessOf = new Map(settings.roleFields.map(({ entity, field, access }) => [`${entity}.${field}`, access]))
  const scopeOf = new Map(settings.roleScopes.map((scope) => [scope.entity, scope]))
  const allowed = new Set(settings.roleActions)
  const subjects: Subject[] = [
    ...entities.flatMap((entity) =>
      entity.fields.map((field) => ({
        kind: 'field' as const,
        key: `${entity.key}.${field.key}`,
        name: `${text.entity(entity.key)} · ${text.field(entity.key, field.key)}`,
        group: text.entity(entity.key),
        place: field.group ? text.group(field.group) : '',
        byRole: text.access(accessOf.get(`${entity.key}.${field.key}`) ?? null),
        isWritable: field.isWritable,
        isWalled: false,
      })),
    ),
    ...actions.flatMap((group) =>
      group.actions.map((action) => ({
        kind: 'action' as const,
        key: action,
        name: text.action(action),
        group: text.actionGroup(group.key),
        byRole: t(allowed.has(action) ? 'exceptions.allowed' : 'exceptions.denied'),
        isWritable: true,
        isWalled: false,
      })),
    ),
    ...entities
      .filter(({ hasScope }) => hasScope)
      .map(({ key, isWalled }) => ({
        kind: 'scope' as const,
        key,
        name: text.entity(key),
        group: t('exceptions.kinds.scope'),
        byRole: text.scope(scopeOf.get(key)?.readScope ?? 'NONE'),
        isWritable: true,
        isWalled,
      })),
  ]
  return { subjects, error }
}

function fieldOf(key: string): { entity: string; field: string } {
  const [entity = '', field = ''] = key.split('.')
  return { entity, field }
}

/** Every word that was typed occurs, as the product's search has it: without case and ё. */
function matching(subjects: readonly Subject[], typed: string): Subject[] {
  const words = normalizeSearch(typed).split(' ').filter(Boolean)
  if (words.length === 0) return [...subjects]
  return subjects.filter((subject) => {
    const name = normalizeSearch(`${subject.group} ${subject.place ?? ''} ${subject.name}`)
    return words.every((word) => name.includes(word))
  })
}
