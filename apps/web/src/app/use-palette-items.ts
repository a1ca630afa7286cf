import { useQuery } from '@apollo/client/react'
import { formatRepairNumber, formatRequestNumber, parseNumber } from '@naryad/domain'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { languages, setLanguage } from '../i18n/index.ts'
import { useThemeMode } from '../lib/theme-mode.ts'
import { canDo, useViewer } from '../lib/viewer.ts'
import { PaletteSearchDocument } from './palette-documents.ts'
import { sectionsOf } from './sections.ts'
import { useSignOut } from './use-sign-out.ts'

const TYPING_MS = 150
const MIN_SEARCH_LENGTH = 2

export type PaletteGroup = 'number' | 'repairs' | 'requests' | 'clients' | 'equipment' | 'sections' | 'actions'

export type PaletteItem = { id: string; group: PaletteGroup; title: string; hint?: string; run: () => void }

/** What the typed text leads to: a number, found records, sections, actions. In the order they are offered. */
export function usePaletteItems(text: string, onKeys: () => void): { items: PaletteItem[]; isLoading: boolean } {
  const typed = text.trim()
  const search = useSettled(typed)
  const found = useFoundRecords(search)
  const commands = useCommands(onKeys)
  const number = useNumberItem(typed)
  const needle = typed.toLocaleLowerCase()
  const matching = commands.filter((item) => item.title.toLocaleLowerCase().includes(needle))
  return {
    items: [...(number ? [number] : []), ...(typed === '' ? [] : found.items), ...matching],
    isLoading: found.isLoading || typed !== search,
  }
}

function useNumberItem(typed: string): PaletteItem | null {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const number = parseNumber(typed)
  if (!number) return null
  const isRepair = number.kind === 'REPAIR'
  const year = number.year ?? new Date().getFullYear()
  const full = isRepair ? formatRepairNumber(year, number.sequence) : formatRequestNumber(year, number.sequence)
  return {
    id: `number:${full}`,
    group: 'number',
    title: t('palette.goTo', { number: full }),
    run: () => void navigate(`/${isRepair ? 'repairs' : 'requests'}/${full}`),
  }
}

function useFoundRecords(search: string): { items: PaletteItem[]; isLoading: boolean } {
  const { t } = useTranslation(['frame', 'values'])
  const navigate = useNavigate()
  const viewer = useViewer()
  const isSkipped = search.length < MIN_SEARCH_LENGTH
  const { data, previousData, loading } = useQuery(PaletteSearchDocument, {
    skip: isSkipped,
    variables: {
      search,
      hasRepairs: canDo(viewer, 'section.repairs'),
      hasRequests: canDo(viewer, 'section.requests'),
      hasClients: canDo(viewer, 'section.clients'),
      hasEquipment: canDo(viewer, 'section.equipment'),
    },
    // What one section refuses must not hide what the others found.
    errorPolicy: 'all',
    fetchPolicy: 'cache-and-network',
  })
  const shown = isSkipped ? undefined : (data ?? previousData)
  const open = (path: string) => () => void navigate(path)
  const joined = (...parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join(' · ')

  const items: PaletteItem[] = [
    ...(shown?.repairs?.nodes ?? []).map((repair) => ({
      id: `repair:${repair.id}`,
      group: 'repairs' as const,
      title: repair.number ?? '—',
      hint: joined(repair.client?.name, repair.status && t(`values:repairStatus.${repair.status}`)),
      run: open(`/repairs/${repair.number}`),
    })),
    ...(shown?.serviceRequests?.nodes ?? []).map((request) => ({
      id: `request:${request.id}`,
      group: 'requests' as const,
      title: request.number ?? '—',
      hint: joined(request.clientName, request.status && t(`values:requestStatus.${request.status}`)),
      run: open(`/requests/${request.number}`),
    })),
    ...(shown?.clients?.nodes ?? []).map((client) => ({
      id: `client:${client.id}`,
      group: 'clients' as const,
      title: client.name ?? '—',
      hint: joined(client.city),
      run: open(`/clients/${client.id}`),
    })),
    ...(shown?.equipmentList?.nodes ?? []).map((unit) => ({
      id: `equipment:${unit.id}`,
      group: 'equipment' as const,
      title: joined(unit.model, unit.serialNumber && `№ ${unit.serialNumber}`) || '—',
      hint: joined(unit.client?.name),
      run: open(`/equipment/${unit.id}`),
    })),
  ]
  return { items, isLoading: !isSkipped && loading }
}

function useCommands(onKeys: () => void): PaletteItem[] {
  const { t, i18n } = useTranslation('frame')
  const navigate = useNavigate()
  const viewer = useViewer()
  const signOut = useSignOut()
  const { mode, setMode } = useThemeMode()
  const go = (path: string) => () => void navigate(path)
  const nextLanguage = languages.find((each) => each !== i18n.language) ?? 'ru'
  const action = (id: string, title: string, run: () => void): PaletteItem => ({ id, group: 'actions', title, run })

  return [
    ...(canDo(viewer, 'serviceRequest.create') ? [action('new', t('newRequestLong'), go('/requests/new'))] : []),
    ...sectionsOf(viewer).map((section) => ({
      id: `section:${section.key}`,
      group: 'sections' as const,
      title: t(`section.${section.key}`),
      run: go(section.path),
    })),
    action('notifications', t('notifications.title'), go('/notifications')),
    action('profile', t('user.profile'), go('/profile')),
    action('theme', t(mode === 'dark' ? 'palette.light' : 'palette.dark'), () =>
      setMode(mode === 'dark' ? 'light' : 'dark'),
    ),
    action('language', t(`palette.language.${nextLanguage}`), () => void setLanguage(nextLanguage)),
    action('keys', t('user.keys'), onKeys),
    action('signOut', t('user.signOut'), () => void signOut()),
  ]
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
