import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import i18next from 'i18next'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entityKeys, fieldKeys } from '../../components/access/access-names.ts'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { type PickedRecord, RecordPicker } from '../../components/RecordPicker.tsx'
import { isPickerEntity } from '../../components/record-sources.ts'
import { usePageTitle } from '../../lib/title.ts'
import { type ExplainAddress, useExplainAddress } from './explain-address.ts'
import { Subject } from './Subject.tsx'
import { useAskedRecord } from './use-asked-record.ts'
import { Verdict } from './Verdict.tsx'

/** /access/explain: why somebody may or may not see a field or do something. */
export function Component() {
  const { t } = useTranslation('access')
  usePageTitle(t('why.check'))
  const text = useAccessText()
  const [address, change] = useExplainAddress()
  const about = address.action ? (address.action.split('.')[0] ?? null) : address.entity
  const record = useAskedRecord(about, address.record)
  const isAsked =
    (address.employee || address.role) && (address.action || (address.entity && (address.field || address.record)))

  return (
    <Box
      sx={{
        width: '100%',
        maxWidth: 760,
        px: { xs: 2, md: 3 },
        py: 3,
        display: 'flex',
        flexDirection: 'column',
        gap: 2.5,
      }}
    >
      <Typography color="textSecondary">{t('explain.intro')}</Typography>
      <Part title={t('explain.who')}>
        <Subject address={address} onChange={change} />
      </Part>
      <Part title={t('explain.what')}>
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '1fr 1fr' }, gap: 2, pt: 1 }}>
          <TextField
            select
            label={t('explain.entity')}
            value={address.action ? 'action' : (address.entity ?? '')}
            onChange={({ target: { value } }) =>
              change(
                value === 'action'
                  ? { entity: null, field: null, record: null, action: actionKeys()[0] ?? null }
                  : { entity: value, field: null, record: null, action: null },
              )
            }
            slotProps={{ select: { native: true } }}
          >
            <option value="" disabled>
              {t('explain.choose')}
            </option>
            <option value="action">{t('explain.anAction')}</option>
            {entityKeys().map((key) => (
              <option key={key} value={key}>
                {text.entity(key)}
              </option>
            ))}
          </TextField>
          {address.action ? (
            <TextField
              select
              label={t('explain.action')}
              value={address.action}
              onChange={(event) => change({ action: event.target.value, record: null })}
              slotProps={{ select: { native: true } }}
            >
              {actionKeys().map((key) => (
                <option key={key} value={key}>
                  {key.startsWith('section.') ? t('explain.section', { name: text.action(key) }) : text.action(key)}
                </option>
              ))}
            </TextField>
          ) : (
            <TextField
              select
              label={t('explain.field')}
              value={address.field ?? ''}
              disabled={!address.entity}
              onChange={(event) => change({ field: event.target.value })}
              slotProps={{ select: { native: true } }}
            >
              <option value="" disabled>
                {t('why.chooseField')}
              </option>
              {fieldKeys(address.entity ?? '').map((key) => (
                <option key={key} value={key}>
                  {text.field(address.entity ?? '', key)}
                </option>
              ))}
            </TextField>
          )}
          {about && (
            <RecordField entity={about} record={address.record} isMissing={record.isMissing} onChange={change} />
          )}
        </Box>
      </Part>
      {isAsked && <Verdict address={address} recordId={record.id} />}
    </Box>
  )
}

/** Every action that has a name. */
function actionKeys(): string[] {
  const groups: unknown = i18next.getResource(i18next.language, 'access', 'action')
  return Object.entries(groups ?? {}).flatMap(([group, names]) =>
    Object.keys(names ?? {}).map((name) => `${group}.${name}`),
  )
}

type RecordFieldProps = {
  entity: string
  record: string | null
  isMissing: boolean
  onChange: (patch: Partial<ExplainAddress>) => void
}

/** In one record: by number for what has one, by search for the rest. */
function RecordField({ entity, record, isMissing, onChange }: RecordFieldProps) {
  const { t } = useTranslation('access')
  const [picked, setPicked] = useState<PickedRecord | null>(null)
  if (entity === 'repair' || entity === 'serviceRequest') {
    return (
      <TextField
        label={t('explain.number')}
        placeholder={t(`explain.numberOf.${entity}`)}
        value={record ?? ''}
        error={isMissing}
        helperText={isMissing ? t('step.RECORD_ABSENT') : t('explain.optional')}
        onChange={(event) => onChange({ record: event.target.value })}
      />
    )
  }
  if (!isPickerEntity(entity) || entity === 'contact') return null
  const value = record ? (picked?.id === record ? picked : { id: record, title: '…' }) : null
  return (
    <RecordPicker
      key={entity}
      entity={entity}
      label={t('explain.record')}
      value={value}
      onChange={(next) => {
        setPicked(next)
        onChange({ record: next?.id ?? null })
      }}
    />
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Box component="section" aria-labelledby={id}>
      <Typography id={id} variant="h3" component="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      {children}
    </Box>
  )
}
