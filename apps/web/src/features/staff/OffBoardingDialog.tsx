import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PickedRecord, RecordPicker } from '../../components/RecordPicker.tsx'
import type { EmployeeCardFragment, FilterInput } from '../../gql/graphql.ts'
import { useEntity } from '../../lib/catalog.ts'
import { DeactivateEmployeeDocument } from './documents.ts'
import { useEmployeeChange } from './use-employee-change.ts'
import { WorkName } from './WorkGroup.tsx'
import { heirOf, needsHeir, openKinds, type WorkKind } from './work.ts'

/** The company's own people who are there: only they take work over. Fields that are hidden are no filter. */
function useHeirs({ employee: leaver }: EmployeeCardFragment): FilterInput | null {
  const employee = useEntity('employee')
  const role = useEntity('role')
  const all: FilterInput[] = []
  if (employee?.field('isActive')) all.push({ field: 'isActive', operator: 'EQUALS', values: ['true'] })
  if (employee?.field('role') && role?.field('affiliation')) {
    all.push({ field: 'role.affiliation', operator: 'EQUALS', values: ['OFFICE'] })
  }
  // an address is nobody else's
  if (leaver?.email && employee?.field('email')) {
    all.push({ field: 'email', operator: 'NOT_EQUALS', values: [leaver.email] })
  }
  return all.length > 0 ? { all } : null
}

/** Ends an account: says what is open and who takes it. */
export function OffBoardingDialog({ card, onClose }: { card: EmployeeCardFragment; onClose: () => void }) {
  const { t } = useTranslation(['staff', 'common'])
  const { run, isRunning } = useEmployeeChange()
  const heirs = useHeirs(card)
  const [chosen, setChosen] = useState<Partial<Record<WorkKind, PickedRecord | null>>>({})
  const kinds = openKinds(card)
  const hasWork = kinds.length > 0
  const isWhole = kinds.every((kind) => !needsHeir.has(kind) || chosen[kind])
  const name = card.employee?.name ?? t('untitled')

  const choose = (kind: WorkKind, heir: PickedRecord | null) => {
    // the first one that is chosen is offered for all
    const isFirst = heir !== null && Object.values(chosen).every((other) => !other)
    const everywhere = Object.fromEntries(kinds.map((each) => [each, heir]))
    setChosen(isFirst ? everywhere : { ...chosen, [kind]: heir })
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole || isRunning) return
    const handOver = Object.fromEntries(kinds.map((kind) => [heirOf[kind], chosen[kind]?.id ?? null]))
    const done = t(hasWork ? 'offBoarding.done' : 'offBoarding.doneIdle', { name })
    if (await run(DeactivateEmployeeDocument, { employeeId: card.id, handOver }, done)) onClose()
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="off-boarding-title">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogTitle id="off-boarding-title">{t('offBoarding.title', { name })}</DialogTitle>
        <DialogContent>
          <Typography>{t(hasWork ? 'offBoarding.text' : 'offBoarding.textIdle')}</Typography>
          {hasWork && (
            <Stack spacing={2.5} sx={{ pt: 2.5 }}>
              {kinds.map((kind) => (
                <Box
                  key={kind}
                  sx={{
                    display: 'grid',
                    gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 1fr) minmax(0, 1fr)' },
                    columnGap: 2,
                    rowGap: 1.5,
                    alignItems: 'center',
                  }}
                >
                  <Box>
                    <WorkName kind={kind} card={card} /> · {card.openWork[kind]}
                  </Box>
                  <RecordPicker
                    entity="employee"
                    label={t(needsHeir.has(kind) ? 'offBoarding.to' : 'offBoarding.toOrNobody')}
                    {...(heirs && { filter: heirs })}
                    value={chosen[kind] ?? null}
                    isRequired={needsHeir.has(kind)}
                    onChange={(heir) => choose(kind, heir)}
                  />
                </Box>
              ))}
            </Stack>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button type="submit" variant="contained" color="error" disabled={!isWhole} loading={isRunning}>
            {t(hasWork ? 'offBoarding.submit' : 'offBoarding.button')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
