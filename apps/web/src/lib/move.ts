import type { Viewer } from './viewer.ts'

/** Whether it is the viewer's whole side, and no colleague of his alone, who is awaited: partners, who see their own. */
export function isYourMove(viewer: Pick<Viewer, 'affiliation'>, party: string | null | undefined): boolean {
  return viewer.affiliation !== 'OFFICE' && isOurMove(viewer, party)
}

/** Whether the party whose move it is stands for the viewer's side: his office, service centre or dealer. */
export function isOurMove(viewer: Pick<Viewer, 'affiliation'>, party: string | null | undefined): boolean {
  switch (viewer.affiliation) {
    case 'OFFICE':
      return party === 'MANAGER' || party === 'TECH_EXPERT'
    case 'SERVICE_CENTER':
      return party === 'SERVICE_CENTER'
    case 'DEALER':
      return party === 'AUTHOR'
  }
}
