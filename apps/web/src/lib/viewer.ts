import { createContext, useContext } from 'react'
import type { ViewerQuery } from '../gql/graphql.ts'
import { graphql } from '../gql/index.ts'

export const ViewerDocument = graphql(`
  query Viewer {
    viewer {
      id
      name
      email
      locale
      roleName
      affiliation
      isAdmin
      serviceCenterId
      dealerId
      permissionVersion
      actions
      unreadNotifications
      viewedBy
      hasSecondFactor
    }
  }
`)

export type Viewer = NonNullable<ViewerQuery['viewer']>

/** Null outside the signed-in part of the app. The frame provides it. */
export const ViewerContext = createContext<Viewer | null>(null)

/**
 * Whoever is signed in.
 * @throws Error outside the signed-in part of the app.
 */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('useViewer() outside the signed-in part of the app')
  return viewer
}

/** Whether the viewer may do it (`repair.close`, `section.repairs`); what is not his is not shown. */
export function useCan(action: string): boolean {
  return canDo(useViewer(), action)
}

/** The same outside of components. */
export function canDo(viewer: Viewer, action: string): boolean {
  return viewer.isAdmin || viewer.actions.includes(action)
}
