import { styled } from '@mui/material/styles'

/** Look of the rows of fields. One style for all of them: with one of its own each, hundreds would not be quick. */
export const FieldTable = styled('div')(({ theme }) => ({
  '--columns': 'minmax(0, 1fr) minmax(0, 240px) auto',
  '&[data-compared]': { '--columns': 'minmax(0, 1fr) minmax(0, 200px) auto 132px' },
  '& .group': { contentVisibility: 'auto', containIntrinsicSize: 'auto 320px' },
  '& .head, & .row': {
    display: 'grid',
    gridTemplateColumns: 'var(--columns)',
    alignItems: 'center',
    columnGap: 12,
    minHeight: 34,
    padding: '3px 16px',
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
    [theme.breakpoints.down('md')]: {
      gridTemplateColumns: 'minmax(0, 1fr) auto',
      rowGap: 4,
      padding: '6px 16px',
    },
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)', padding: '8px 16px' },
  },
  '& .head': {
    backgroundColor: theme.vars.palette.background.default,
    '& h3': { margin: 0, fontSize: 13, lineHeight: '18px', fontWeight: 600, gridColumn: 'span 2' },
    [theme.breakpoints.down('md')]: { '& h3': { gridColumn: 'auto' } },
  },
  '& .row': { fontSize: 13, lineHeight: '18px' },
  '& .row:hover': { backgroundColor: theme.vars.palette.action.hover },
  '& .row[data-focused]': { backgroundColor: theme.vars.palette.tone.waitingUs.soft },
  '& .name': { minWidth: 0, overflowWrap: 'anywhere', display: 'flex', flexWrap: 'wrap', columnGap: 8 },
  '& .type': {
    color: theme.vars.palette.text.secondary,
    fontSize: 12,
    lineHeight: '16px',
    [theme.breakpoints.down('md')]: { display: 'none' },
  },
  '& .mark': {
    padding: '0 6px',
    borderRadius: 6,
    fontSize: 12,
    color: theme.vars.palette.tone.waitingUs.main,
    backgroundColor: theme.vars.palette.tone.waitingUs.soft,
  },
  '& .note': { fontSize: 12, color: theme.vars.palette.tone.waitingUs.main },
  '& .other': {
    fontSize: 12,
    color: theme.vars.palette.text.secondary,
    '&[data-differs]': { fontWeight: 600, color: theme.vars.palette.text.primary },
    [theme.breakpoints.down('md')]: { gridColumn: '1 / -1' },
  },
  '& .hidden': { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' },
}))
