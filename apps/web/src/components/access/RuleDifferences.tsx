import Box from '@mui/material/Box'
import { type RuleDifference, useAccessText } from './use-access-text.ts'

/** What of the rules has changed, in words: «Ремонты · Работы: чтение → нет». */
export function RuleDifferences({ changes }: { changes: readonly RuleDifference[] }) {
  const text = useAccessText()
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, typography: 'body2' }}>
      {changes.map((change) => (
        <Box
          component="li"
          key={`${change.subject}.${change.entity}.${change.key}.${change.before}.${change.after}`}
          sx={{ py: 0.25, overflowWrap: 'anywhere' }}
        >
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {text.differenceName(change)}:
          </Box>{' '}
          {text.differenceValues(change)}
        </Box>
      ))}
    </Box>
  )
}
