import type { TableColumn } from './columns.ts'

export type Group = { key: string; isRelated: boolean; fields: TableColumn[] }

/** Fields whose name has the words, by group; ё and case are forgiven. */
export function groupFields(fields: readonly TableColumn[], search: string): Group[] {
  const plain = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е')
  const words = plain(search).split(/\s+/).filter(Boolean)
  const groups = new Map<string, Group>()
  for (const field of fields) {
    const name = plain(field.label)
    if (!words.every((word) => name.includes(word))) continue
    const isRelated = field.key.includes('.')
    const key = isRelated ? (field.key.split('.')[0] ?? '') : (field.field.group ?? 'main')
    const id = `${isRelated}${key}`
    const group = groups.get(id) ?? { key, isRelated, fields: [] }
    group.fields.push(field)
    groups.set(id, group)
  }
  return [...groups.values()].sort((a, b) => Number(a.isRelated) - Number(b.isRelated))
}
