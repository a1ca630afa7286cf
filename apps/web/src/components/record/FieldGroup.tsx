import ExpandMoreIcon from '@mui/icons-material/ExpandMoreRounded'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Collapse from '@mui/material/Collapse'
import { type ReactNode, useEffect, useId } from 'react'
import { localSetting } from '../../lib/local-setting.ts'

interface Props {
  /** Under which this browser remembers whether the group is folded. */
  name: string
  title: string
  /** Opens a folded group; a new object opens it again. */
  reveal?: object | null
  /** At the right of the title. */
  action?: ReactNode
  children: ReactNode
}

const settings = new Map<string, ReturnType<typeof localSetting<'open' | 'folded'>>>()

function foldSetting(name: string) {
  const known = settings.get(name) ?? localSetting<'open' | 'folded'>(`fold.${name}`, ['open', 'folded'], 'open')
  settings.set(name, known)
  return known
}

/** A group of a card; folds, and stays as it was left. */
export function FieldGroup({ name, title, reveal, action, children }: Props) {
  const setting = foldSetting(name)
  const isOpen = setting.use() === 'open'
  const contentId = useId()
  useEffect(() => {
    if (reveal) setting.set('open')
  }, [reveal, setting])

  return (
    <Box component="section" sx={{ borderBottom: 1, borderColor: 'divider', py: 1, '&:last-of-type': { border: 0 } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', minHeight: 32 }}>
        <ButtonBase
          disableRipple
          aria-expanded={isOpen}
          aria-controls={contentId}
          onClick={() => setting.set(isOpen ? 'folded' : 'open')}
          sx={{ gap: 0.5, borderRadius: 1, mr: 'auto', ml: -0.5, pr: 1, minHeight: { xs: 44, sm: 32 } }}
        >
          <ExpandMoreIcon
            sx={{ fontSize: 18, color: 'text.secondary', transform: isOpen ? undefined : 'rotate(-90deg)' }}
          />
          <Box component="h2" sx={{ m: 0, typography: 'h3' }}>
            {title}
          </Box>
        </ButtonBase>
        {action}
      </Box>
      <Collapse in={isOpen} id={contentId} timeout={120} unmountOnExit>
        {children}
      </Collapse>
    </Box>
  )
}
