import { useQuery } from '@apollo/client/react'
import AddIcon from '@mui/icons-material/AddRounded'
import CloseIcon from '@mui/icons-material/CloseRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { isInNetwork, isNetwork } from './cidr.ts'
import { OwnAddressDocument } from './documents.ts'

export type IpRange = { cidr: string; note: string | null }

export type IpRangesProps = {
  value: readonly IpRange[]
  onChange: (next: readonly IpRange[]) => void
  isDisabled?: boolean
  /** What the server has against them. */
  problem?: ReactNode
}

/** Networks from which one may work; the viewer's own address beside them, so that nobody locks himself out. */
export function IpRanges({ value, onChange, isDisabled = false, problem }: IpRangesProps) {
  const { t } = useTranslation('access')
  const hintId = useId()
  const { data } = useQuery(OwnAddressDocument)
  const mine = data?.sessions.find((session) => session.isCurrent)?.ip ?? null
  const isMineIn = mine !== null && value.some(({ cidr }) => isInNetwork(mine, cidr))
  const replace = (index: number, next: IpRange) => onChange(value.map((each, at) => (at === index ? next : each)))

  return (
    <Box component="fieldset" disabled={isDisabled} sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
      <Typography component="legend" variant="h3" sx={{ p: 0, mb: 0.5 }}>
        {t('ip.title')}
      </Typography>
      <Typography id={hintId} variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t(value.length === 0 ? 'ip.anywhere' : 'ip.only')}
      </Typography>
      {value.map((range, index) => {
        const isWrong = range.cidr.trim() !== '' && !isNetwork(range.cidr)
        return (
          <Box
            // a row is typed into: its text cannot name it
            key={index}
            sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, mb: 1.5, flexWrap: { xs: 'wrap', sm: 'nowrap' } }}
          >
            <TextField
              label={t('ip.cidr')}
              value={range.cidr}
              error={isWrong}
              helperText={isWrong ? t('ip.invalid') : undefined}
              onChange={(event) => replace(index, { ...range, cidr: event.target.value })}
              slotProps={{ htmlInput: { 'aria-describedby': hintId, spellCheck: false, inputMode: 'text' } }}
              sx={{ flex: { xs: '1 1 100%', sm: '0 0 220px' } }}
            />
            <TextField
              label={t('ip.note')}
              value={range.note ?? ''}
              onChange={(event) => replace(index, { ...range, note: event.target.value || null })}
              sx={{ flex: 1, minWidth: 0 }}
            />
            <IconButton
              aria-label={t('ip.remove', { cidr: range.cidr })}
              onClick={() => onChange(value.filter((_each, at) => at !== index))}
            >
              <CloseIcon />
            </IconButton>
          </Box>
        )
      })}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <Button size="small" startIcon={<AddIcon />} onClick={() => onChange([...value, { cidr: '', note: null }])}>
          {t('ip.add')}
        </Button>
        {mine !== null && !isMineIn && (
          <Button
            size="small"
            startIcon={<AddIcon />}
            onClick={() => onChange([...value.filter(({ cidr }) => cidr.trim() !== ''), { cidr: mine, note: null }])}
          >
            {t('ip.addMine', { address: mine })}
          </Button>
        )}
      </Box>
      {mine !== null && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
          {t('ip.mine', { address: mine })}
          {value.length > 0 && ` — ${t(isMineIn ? 'ip.mineIn' : 'ip.mineOut')}`}
        </Typography>
      )}
      {problem && (
        <Typography variant="body2" role="alert" sx={{ mt: 1, color: 'error.main' }}>
          {problem}
        </Typography>
      )}
    </Box>
  )
}
