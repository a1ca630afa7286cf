import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { RecordPicker } from '../../components/RecordPicker.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { SetManufacturersDocument } from './documents.ts'
import { useEmployeeChange } from './use-employee-change.ts'

/** Whose repairs come to the employee of themselves. */
export function ManufacturersGroup({ card, isEditable }: { card: EmployeeCardFragment; isEditable: boolean }) {
  const { t } = useTranslation('staff')
  const { run, isRunning } = useEmployeeChange()
  const ids = card.manufacturers.map(({ id }) => id)
  const save = (manufacturerIds: string[]) =>
    void run(SetManufacturersDocument, { employeeId: card.id, manufacturerIds })
  return (
    <FieldGroup name="employee.manufacturers" title={t('manufacturers.title')}>
      <Box sx={{ pl: 0.5, pb: 1.5 }}>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
          {t(card.manufacturers.length > 0 ? 'manufacturers.hint' : 'manufacturers.none')}
        </Typography>
        {card.manufacturers.length > 0 && (
          <Box
            component="ul"
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, m: 0, mb: 1.5, p: 0, listStyle: 'none' }}
          >
            {card.manufacturers.map(({ id, name }) => (
              <li key={id}>
                <Chip
                  label={name}
                  disabled={isRunning}
                  {...(isEditable && { onDelete: () => save(ids.filter((one) => one !== id)) })}
                />
              </li>
            ))}
          </Box>
        )}
        {isEditable && (
          <Box sx={{ maxWidth: 320 }}>
            <RecordPicker
              // emptied for the next one
              key={ids.join()}
              entity="manufacturer"
              label={t('manufacturers.add')}
              value={null}
              isDisabled={isRunning}
              onChange={(picked) => picked && !ids.includes(picked.id) && save([...ids, picked.id])}
            />
          </Box>
        )}
      </Box>
    </FieldGroup>
  )
}
