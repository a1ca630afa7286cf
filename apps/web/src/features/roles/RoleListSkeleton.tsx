import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'

const names = [112, 76, 60, 84, 124, 96]
const facts = [72, 96, 140, 120]

/** The roles on their way: a row each, on a phone a block each. */
export function RoleListSkeleton() {
  return (
    <Box aria-hidden sx={{ bgcolor: 'background.paper', borderTop: 1, '&&': { borderColor: 'divider' } }}>
      <Box sx={{ display: { xs: 'none', sm: 'block' }, height: 33 }} />
      {names.map((width) => (
        <Box
          key={width}
          sx={{
            display: 'flex',
            flexDirection: { xs: 'column', sm: 'row' },
            alignItems: { sm: 'center' },
            gap: 1,
            height: { xs: 118, sm: 44 },
            px: { xs: 2, sm: 3 },
            py: { xs: 1.75, sm: 0 },
            borderTop: 1,
            borderColor: 'divider',
          }}
        >
          <Box sx={{ width: { sm: '40%' } }}>
            <Skeleton variant="rounded" width={width} height={14} />
          </Box>
          {facts.map((fact) => (
            <Box key={fact} sx={{ flex: { sm: 1 } }}>
              <Skeleton variant="rounded" width={fact} height={12} sx={{ maxWidth: '80%' }} />
            </Box>
          ))}
        </Box>
      ))}
    </Box>
  )
}
