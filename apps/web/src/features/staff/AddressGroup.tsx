import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isNetwork } from '../../components/access/cidr.ts'
import { type IpRange, IpRanges } from '../../components/access/IpRanges.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { SetIpRangesDocument } from './documents.ts'
import { useEmployeeChange } from './use-employee-change.ts'

/** From which networks the employee may work: his own, or those of his role. */
export function AddressGroup({ card, isEditable }: { card: EmployeeCardFragment; isEditable: boolean }) {
  const { t } = useTranslation(['staff', 'common', 'access'])
  const { run, isRunning } = useEmployeeChange()
  const saved = card.ipRanges.map(({ cidr, note }) => ({ cidr, note }))
  const [draft, setDraft] = useState<readonly IpRange[] | null>(null)
  const shown = draft ?? saved
  const isChanged = draft !== null && JSON.stringify(draft) !== JSON.stringify(saved)
  const given = shown.filter(({ cidr }) => cidr.trim() !== '')
  const isRight = given.every(({ cidr }) => isNetwork(cidr))

  const save = async () => {
    if (await run(SetIpRangesDocument, { employeeId: card.id, ranges: [...given] }, t('addresses.saved')))
      setDraft(null)
  }
  return (
    <FieldGroup name="employee.addresses" title={t('addresses.title')}>
      <Box sx={{ pl: 0.5, pb: 1.5 }}>
        {isEditable ? (
          <>
            <IpRanges value={shown} onChange={setDraft} isDisabled={isRunning} />
            {isChanged && (
              <Box sx={{ display: 'flex', gap: 1, mt: 1.5 }}>
                <Button variant="contained" disabled={!isRight} loading={isRunning} onClick={() => void save()}>
                  {t('common:save')}
                </Button>
                <Button onClick={() => setDraft(null)}>{t('common:cancel')}</Button>
              </Box>
            )}
          </>
        ) : (
          <Networks ranges={saved} />
        )}
        {shown.length === 0 && card.roleIpRanges.length > 0 && (
          <Box sx={{ mt: 1.5 }}>
            <Typography variant="body2" color="textSecondary">
              {t('addresses.ofRole')}
            </Typography>
            <Networks ranges={card.roleIpRanges} />
          </Box>
        )}
      </Box>
    </FieldGroup>
  )
}

function Networks({ ranges }: { ranges: readonly IpRange[] }) {
  const { t } = useTranslation('access')
  if (ranges.length === 0) return <Typography color="textSecondary">{t('ip.anywhere')}</Typography>
  return (
    <Box component="ul" sx={{ m: 0, pl: 2.5, typography: 'body2' }}>
      {ranges.map(({ cidr, note }) => (
        <li key={cidr}>
          {cidr}
          {note && ` — ${note}`}
        </li>
      ))}
    </Box>
  )
}
