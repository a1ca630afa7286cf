import type { DocumentNode } from 'graphql'
import type { TableSource } from '../apps/web/src/table/table-source.ts'

export function readSchema(): DocumentNode
export function tableSources(ast: DocumentNode): { source: TableSource; documents: Record<string, string> }[]
