import type { Viewer } from './viewer.ts'

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
