import { useApolloClient, useQuery, useSubscription } from '@apollo/client/react'
import i18next from 'i18next'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { ErrorState } from '../components/ErrorState.tsx'
import { language, languages } from '../i18n/index.ts'
import { dropSocket, onSessionEnd } from '../lib/apollo.ts'
import { CatalogContext, CatalogDocument, indexCatalog } from '../lib/catalog.ts'
import { isFailure } from '../lib/errors.ts'
import { refetchActive } from '../lib/refetch.ts'
import { ViewerContext, ViewerDocument } from '../lib/viewer.ts'
import { ViewerChangedDocument } from './documents.ts'
import { Frame } from './Frame.tsx'
import { FrameSkeleton } from './FrameSkeleton.tsx'
import { preloadPage } from './pages.ts'

/** The app of whoever is signed in; everybody else is sent to sign in and comes back here afterwards. */
export function SignedIn() {
  const client = useApolloClient()
  const navigate = useNavigate()
  const location = useLocation()
  const signInPath = `/sign-in?return=${encodeURIComponent(location.pathname + location.search + location.hash)}`

  const viewerQuery = useQuery(ViewerDocument)
  const catalogQuery = useQuery(CatalogDocument)
  // While everything is asked for anew (rights changed) the page on the screen stays, with what is typed into it.
  const viewer = (viewerQuery.data ?? viewerQuery.previousData)?.viewer
  const entities = (catalogQuery.data ?? catalogQuery.previousData)?.catalog
  const catalog = useMemo(() => indexCatalog(entities ?? []), [entities])

  useEffect(
    () =>
      onSessionEnd(() => {
        dropSocket()
        void client.clearStore()
        void navigate(signInPath, { replace: true })
      }),
    [client, navigate, signInPath],
  )

  // The page's code comes while the server says who is there.
  const preloadFirst = useEffectEvent(() => preloadPage(location.pathname))
  useEffect(() => preloadFirst(), [])

  const locale = viewer?.locale
  useEffect(() => {
    // What was chosen in this browser goes before what the account says.
    const known = languages.find((each) => each === locale)
    if (known && !language.has() && known !== i18next.language) void i18next.changeLanguage(known)
  }, [locale])

  const permissionVersion = viewer?.permissionVersion
  useSubscription(ViewerChangedDocument, {
    skip: !viewer,
    onData: ({ data: { data } }) => {
      if (!data) return
      const change = data.viewerChanged
      if (change.permissionVersion !== permissionVersion) {
        // Values that may no longer be read must not outlive the right to them in the cache.
        // Every query says for itself what became of it; one whose page the viewer has just lost is broken off.
        client.resetStore().catch(() => undefined)
        return
      }
      client.cache.modify({
        id: client.cache.identify({ __typename: 'Viewer' }),
        fields: { unreadNotifications: () => change.unreadNotifications },
      })
      // What could not be read now is read with the next change.
      refetchActive(client, ['Counters', 'Notifications']).catch(() => undefined)
    },
  })

  if (viewer === null) return <Navigate to={signInPath} replace />
  const error = viewerQuery.error ?? catalogQuery.error
  if (error && !isFailure(error, 'UNAUTHENTICATED') && (!viewer || !entities)) {
    return (
      <ErrorState
        isPage
        error={error}
        onRetry={() => {
          void viewerQuery.refetch()
          void catalogQuery.refetch()
        }}
      />
    )
  }
  if (!viewer || !entities) return <FrameSkeleton />
  return (
    <ViewerContext value={viewer}>
      <CatalogContext value={catalog}>
        <Frame />
      </CatalogContext>
    </ViewerContext>
  )
}
