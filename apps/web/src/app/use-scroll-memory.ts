import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'

const positions = new Map<string, number>()

/**
 * The page scrolls inside the frame, so the browser does not remember where. A new page starts at its top; going back
 * returns to where it was left.
 */
export function useScrollMemory(): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null)
  const { key, pathname } = useLocation()
  const navigation = useNavigationType()
  const lastPath = useRef(pathname)

  useEffect(() => {
    const scroller = element.current
    const remember = () => positions.set(key, scroller?.scrollTop ?? 0)
    scroller?.addEventListener('scroll', remember, { passive: true })
    return () => scroller?.removeEventListener('scroll', remember)
  }, [key])

  useLayoutEffect(() => {
    const isNewPage = lastPath.current !== pathname
    lastPath.current = pathname
    // A filter or tab in the address is not another page.
    if (!isNewPage) return
    if (element.current) element.current.scrollTop = navigation === 'POP' ? (positions.get(key) ?? 0) : 0
  }, [key, pathname, navigation])

  return element
}
