/** Colours of the product: ui.md's tokens. Meaning colours are used for meaning only. */
export type Tokens = {
  page: string
  surface: string
  text: string
  secondary: string
  line: string
  /** Edge of a field: 3:1 against the surface, so that it can be seen where to type. */
  fieldLine: string
  hover: string
  accent: string
  onAccent: string
  accentSoft: string
  overdue: string
  overdueSoft: string
  waitingUs: string
  waitingUsSoft: string
  waitingOther: string
  waitingOtherSoft: string
  onTrack: string
  onTrackSoft: string
  shadow: string
}

export const light: Tokens = {
  page: '#F7F8FA',
  surface: '#FFFFFF',
  text: '#1B2430',
  secondary: '#5B6675',
  line: '#E4E7EC',
  fieldLine: '#8B95A4',
  hover: '#F0F2F5',
  accent: '#0B6E99',
  onAccent: '#FFFFFF',
  accentSoft: '#E6F2F7',
  overdue: '#C4320A',
  overdueSoft: '#FFF1EC',
  waitingUs: '#B54708',
  waitingUsSoft: '#FFF6E6',
  waitingOther: '#475467',
  waitingOtherSoft: '#EEF1F5',
  onTrack: '#067647',
  onTrackSoft: '#E9F8F0',
  shadow: '0 8px 24px rgb(16 24 40 / 0.14), 0 2px 6px rgb(16 24 40 / 0.08)',
}

export const dark: Tokens = {
  page: '#0F141A',
  surface: '#161C24',
  text: '#E6EAF0',
  secondary: '#9AA6B5',
  line: '#27303B',
  fieldLine: '#647082',
  hover: '#1E2630',
  accent: '#4DB3DA',
  onAccent: '#06212E',
  accentSoft: '#12303F',
  overdue: '#FF8A65',
  overdueSoft: '#3A1D14',
  waitingUs: '#FDB022',
  waitingUsSoft: '#33260F',
  waitingOther: '#B3BDCB',
  waitingOtherSoft: '#232C37',
  onTrack: '#47CD89',
  onTrackSoft: '#10301F',
  shadow: '0 8px 24px rgb(0 0 0 / 0.5), 0 0 0 1px #27303B',
}
