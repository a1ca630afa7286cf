import { localSetting } from '../lib/local-setting.ts'

export const TOP_BAR_HEIGHT = 56
export const BOTTOM_BAR_HEIGHT = 56

const folds = ['open', 'folded'] as const
export type RailFold = (typeof folds)[number]

export const railFold = localSetting<RailFold>('rail', folds, 'open')

export const railWidth: Readonly<Record<RailFold, number>> = { open: 224, folded: 56 }
