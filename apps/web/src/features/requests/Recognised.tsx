import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { RecordHistory } from '../../components/record/RecordHistory.tsx'
import type { Recognition } from './use-recognition.ts'

interface Props {
  recognition: Recognition
}

/** The client that the form was filled in from, with what he had before; the way to say that it is another one. */
export function KnownClient({ recognition: { client, rejectClient } }: Props) {
  const { t } = useTranslation('requests')
  if (!client) return null
  const repairs = client.repairs ?? []
  const requests = client.requests ?? []
  return (
    <Alert
      severity="info"
      icon={false}
      action={
        <Button size="small" onClick={rejectClient}>
          {t('new.anotherClient')}
        </Button>
      }
    >
      {t('new.knownClient')}{' '}
      <Link underline="always" component={RouterLink} to={`/clients/${client.id}`} target="_blank">
        {client.name}
      </Link>
      <RecordHistory
        title={t('clientHistory', { count: repairs.length + requests.length })}
        repairs={repairs}
        requests={requests}
      />
    </Alert>
  )
}

/** The unit that the serial number names, with its earlier repairs. */
export function KnownUnit({ recognition: { unit, rejectUnit } }: Props) {
  const { t } = useTranslation('requests')
  if (!unit) return null
  const repairs = unit.repairs ?? []
  return (
    <Alert
      severity="info"
      icon={false}
      action={
        <Button size="small" onClick={rejectUnit}>
          {t('new.anotherUnit')}
        </Button>
      }
    >
      {t('new.knownUnit')}{' '}
      <Link underline="always" component={RouterLink} to={`/equipment/${unit.id}`} target="_blank">
        {[unit.model, unit.serialNumber && `№ ${unit.serialNumber}`].filter(Boolean).join(' · ')}
      </Link>
      <RecordHistory title={t('unitHistory', { count: repairs.length })} repairs={repairs} />
    </Alert>
  )
}
