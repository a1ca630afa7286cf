import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { useFormat } from '../../lib/format.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { useDraftValue, useRoleDraft } from './role-draft.ts'
import { differencesOf, type Rules } from './rules.ts'
import type { RoleSaving } from './use-save-role.ts'

/** How much is not saved, what it is, and the way to save it or to take it back. Absent while nothing is changed. */
export function UnsavedBar({ saving }: { saving: RoleSaving }) {
  const { t } = useTranslation(['roles', 'common'])
  const format = useFormat()
  const draft = useRoleDraft()
  const changes = useDraftValue((each) => each.changes())
  const [isOpen, setIsOpen] = useState(false)
  const isShown = changes.size > 0
  useShortcut({ keys: 'mod+s', label: t('bar.save'), run: () => void saving.save(), worksInFields: true }, isShown)

  useEffect(() => {
    if (!isShown) return setIsOpen(false)
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isShown])

  if (!isShown) return null
  const { conflict, problem } = saving
  return (
    <Box
      role="region"
      aria-label={t('bar.label')}
      sx={{
        position: 'sticky',
        bottom: 0,
        zIndex: 2,
        mt: 'auto',
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        boxShadow: (theme) => theme.vars.palette.floatShadow,
      }}
    >
      {conflict && (
        <Alert
          severity="warning"
          sx={{ borderRadius: 0, flexWrap: 'wrap' }}
          action={
            <Button color="inherit" size="small" onClick={saving.rebase}>
              {t('conflict.rebase')}
            </Button>
          }
        >
          {t('conflict.text', {
            who: conflict.by ?? t('conflict.somebody'),
            at: conflict.at ? format.dateTime(conflict.at) : '',
          })}
        </Alert>
      )}
      {problem && (
        <Alert severity="error" sx={{ borderRadius: 0 }}>
          {problem}
        </Alert>
      )}
      {isOpen && <ChangeList changes={changes} />}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: { xs: 2, md: 3 }, py: 1 }}>
        <Box component="span" role="status" sx={{ fontWeight: 500, mr: 'auto', flexBasis: { xs: '100%', sm: 'auto' } }}>
          {t('bar.changed', { count: changes.size })}
        </Box>
        <Button aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t(isOpen ? 'bar.hide' : 'bar.show')}
        </Button>
        <Button onClick={draft.reset} disabled={saving.isSaving}>
          {t('bar.undo')}
        </Button>
        <Button
          variant="contained"
          loading={saving.isSaving}
          disabled={conflict !== null}
          sx={{ ml: { xs: 'auto', sm: 0 } }}
          onClick={() => void saving.save()}
        >
          {t('common:save')}
        </Button>
      </Box>
    </Box>
  )
}

/** Every change in words, each with a way to take it back. */
function ChangeList({ changes }: { changes: Rules }) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  const overlaps = draft.overlaps()
  return (
    <Box
      component="ul"
      aria-label={t('bar.list')}
      sx={{
        listStyle: 'none',
        m: 0,
        px: { xs: 2, md: 3 },
        py: 1,
        maxHeight: '40vh',
        overflow: 'auto',
        borderBottom: 1,
        borderColor: 'divider',
        typography: 'body2',
      }}
    >
      {differencesOf(draft.saved(), changes).map(({ rule, difference }) => (
        <Box
          component="li"
          key={`${rule}.${difference.before}.${difference.after}`}
          sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 32 }}
        >
          <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {text.differenceName(difference)}:
            </Box>{' '}
            {text.differenceValues(difference)}
            {overlaps.has(rule) && (
              <Box component="span" sx={{ color: 'tone.waitingUs.main' }}>
                {' '}
                {t('conflict.both')}
              </Box>
            )}
          </Box>
          <Button
            size="small"
            aria-label={t('bar.undoOne', { name: text.differenceName(difference) })}
            onClick={() => draft.undo(rule)}
          >
            {t('bar.undo')}
          </Button>
        </Box>
      ))}
    </Box>
  )
}
