import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../lib/errors.ts'
import { type PickedRecord, RecordPicker } from '../RecordPicker.tsx'
import { ViewAsDocument } from './documents.ts'
import type { SeenAs } from './use-view-as.tsx'
import { restartAsSeen } from './view-as.ts'

export type ViewAsDialogProps = { as: SeenAs; onClose: () => void }

export function ViewAsDialog({ as, onClose }: ViewAsDialogProps) {
  const { t } = useTranslation(['access', 'common'])
  const titleId = useId()
  const [organisation, setOrganisation] = useState<PickedRecord | null>(null)
  const [viewAs, { loading, error }] = useMutation(ViewAsDocument)
  const affiliation = as.kind === 'role' ? as.affiliation : 'OFFICE'
  const entity = ({ OFFICE: null, SERVICE_CENTER: 'serviceCenter', DEALER: 'dealer' } as const)[affiliation]

  const start = async () => {
    try {
      await viewAs({
        variables: {
          ...(as.kind === 'employee' ? { employeeId: as.id } : { roleId: as.id }),
          ...(entity && organisation && { [`${entity}Id`]: organisation.id }),
        },
      })
    } catch {
      // Shown in the dialog.
      return
    }
    restartAsSeen()
  }

  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{t('viewAs.title', { name: as.name })}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        {error && <Alert severity="error">{errorText(error)}</Alert>}
        <Typography>{t(as.kind === 'role' ? 'viewAs.textRole' : 'viewAs.text')}</Typography>
        {entity && (
          <RecordPicker
            entity={entity}
            label={t(`viewAs.${entity}`)}
            value={organisation}
            onChange={setOrganisation}
            isRequired
          />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common:cancel')}</Button>
        <Button
          variant="contained"
          autoFocus={entity === null}
          disabled={entity !== null && organisation === null}
          loading={loading}
          onClick={() => void start()}
        >
          {t('viewAs.start')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
