import { useQuery } from '@apollo/client/react'
import MenuItem from '@mui/material/MenuItem'
import MenuList from '@mui/material/MenuList'
import Paper from '@mui/material/Paper'
import Popper from '@mui/material/Popper'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { graphql } from '../../../gql/index.ts'

const MentionCandidates = graphql(`
  query MentionCandidates($search: String, $filter: FilterInput) {
    employees(search: $search, filter: $filter, first: 8) {
      nodes {
        id
        name
        position
      }
    }
  }
`)

const active = { field: 'isActive', operator: 'EQUALS', values: ['true'] } as const

interface Props {
  anchor: HTMLElement
  search: string
  /** Filled with what the keys of the text field do while the menu is open: true when the key was used up. */
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>
  onChoose: (employee: { id: string; name: string }) => void
  onClose: () => void
}

/** Employees whose name begins like what follows the @. */
export function MentionMenu({ anchor, search, keys, onChoose, onClose }: Props) {
  const { t } = useTranslation('feed')
  const { data, previousData } = useQuery(MentionCandidates, {
    variables: { search: search || null, filter: { ...active, values: [...active.values] } },
  })
  const [index, setIndex] = useState(0)
  const found = (data ?? previousData)?.employees.nodes ?? []
  const employees = found.flatMap((each) => (each.name === null ? [] : [{ ...each, name: each.name }]))
  const current = Math.min(index, employees.length - 1)

  useEffect(() => {
    keys.current = (event) => {
      const chosen = employees[current]
      switch (event.key) {
        case 'ArrowDown':
          setIndex(Math.min(current + 1, employees.length - 1))
          break
        case 'ArrowUp':
          setIndex(Math.max(current - 1, 0))
          break
        case 'Escape':
          onClose()
          break
        case 'Enter':
        case 'Tab':
          if (!chosen || event.ctrlKey || event.metaKey) return false
          onChoose(chosen)
          break
        default:
          return false
      }
      event.preventDefault()
      event.stopPropagation()
      return true
    }
    return () => {
      keys.current = null
    }
  })

  if (employees.length === 0) return null
  return (
    <Popper open anchorEl={anchor} placement="bottom-start" sx={{ zIndex: 'modal' }}>
      <Paper sx={{ mt: 0.5, minWidth: 240, boxShadow: (theme) => theme.vars.palette.floatShadow }}>
        <MenuList dense role="listbox" aria-label={t('mention')}>
          {employees.map((employee, position) => (
            <MenuItem
              key={employee.id}
              role="option"
              aria-selected={position === current}
              selected={position === current}
              // The text field keeps the keyboard.
              onMouseDown={(event) => {
                event.preventDefault()
                onChoose(employee)
              }}
            >
              {employee.name}
              {employee.position && (
                <span style={{ opacity: 0.7, marginLeft: 8, fontSize: 12 }}>{employee.position}</span>
              )}
            </MenuItem>
          ))}
        </MenuList>
      </Paper>
    </Popper>
  )
}
