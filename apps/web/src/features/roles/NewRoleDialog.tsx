import { useMutation, useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Affiliation } from '../../gql/graphql.ts'
import { errorText } from '../../lib/errors.ts'
import { CreateRoleDocument, RoleSummariesDocument } from './documents.ts'

const affiliations: readonly Affiliation[] = ['OFFICE', 'SERVICE_CENTER', 'DEALER']

export type NewRoleDialogProps = {
  /** The role whose rules are taken over from the start. */
  copyOf?: { id: string; name: string; affiliation: Affiliation }
  onClose: () => void
}

/** A role is new and closed, or a copy of another one. */
export function NewRoleDialog({ copyOf, onClose }: NewRoleDialogProps) {
  const { t } = useTranslation(['roles', 'common', 'values'])
  const navigate = useNavigate()
  const titleId = useId()
  const formId = useId()
  const [name, setName] = useState(copyOf ? t('copyName', { name: copyOf.name }) : '')
  const [affiliation, setAffiliation] = useState<Affiliation>(copyOf?.affiliation ?? 'OFFICE')
  const [sourceId, setSourceId] = useState(copyOf?.id ?? '')
  const { data } = useQuery(RoleSummariesDocument)
  const [create, { loading, error }] = useMutation(CreateRoleDocument, { refetchQueries: [RoleSummariesDocument] })
  // Everything is open to an administrator's role: there are no rules in it to take over.
  const sources = data?.roleSummaries.filter(({ isAdmin }) => !isAdmin) ?? []

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      const { data: made } = await create({
        variables: { input: { name: name.trim(), affiliation, ...(sourceId && { copyOf: sourceId }) } },
      })
      const id = made?.createRole.role?.id
      onClose()
      if (id) await navigate(`/roles/${id}`)
    } catch {
      // Shown in the dialog.
    }
  }

  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>
        {copyOf ? t('newRole.copyTitle', { name: copyOf.name }) : t('newRole.title')}
      </DialogTitle>
      <DialogContent>
        <Box
          component="form"
          id={formId}
          onSubmit={(event) => void submit(event)}
          sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, pt: 1 }}
        >
          {error && <Alert severity="error">{errorText(error)}</Alert>}
          <TextField
            autoFocus
            required
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 100 } }}
          />
          <TextField
            select
            label={t('newRole.affiliation')}
            value={affiliation}
            onChange={(event) => setAffiliation(event.target.value as Affiliation)}
            helperText={affiliation === 'OFFICE' ? undefined : t('newRole.partner')}
            slotProps={{ select: { native: true } }}
          >
            {affiliations.map((each) => (
              <option key={each} value={each}>
                {t(`values:affiliation.${each}`)}
              </option>
            ))}
          </TextField>
          <TextField
            select
            label={t('newRole.copyOf')}
            value={sources.some(({ id }) => id === sourceId) ? sourceId : ''}
            onChange={(event) => setSourceId(event.target.value)}
            slotProps={{ select: { native: true } }}
          >
            <option value="">{t('newRole.empty')}</option>
            {sources.map((role) => (
              <option key={role.id} value={role.id}>
                {role.name}
              </option>
            ))}
          </TextField>
          <Typography variant="body2" color="textSecondary">
            {t(sourceId ? 'newRole.copyHint' : 'newRole.emptyHint')}
          </Typography>
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common:cancel')}</Button>
        <Button type="submit" form={formId} variant="contained" loading={loading} disabled={name.trim() === ''}>
          {t('newRole.create')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
