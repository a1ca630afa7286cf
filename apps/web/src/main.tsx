import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { AppRoutes } from './app/AppRoutes.tsx'
import { ErrorBoundary } from './app/ErrorBoundary.tsx'
import { ConfirmProvider } from './components/ConfirmProvider.tsx'
import { LinkQuestionsProvider } from './components/links/LinkQuestionsProvider.tsx'
import { SnackbarProvider } from './components/SnackbarProvider.tsx'
import { startI18n } from './i18n/index.ts'
import { apollo } from './lib/apollo.ts'
import { reloadOnStaleCode } from './lib/stale-code.ts'
import { allowPlainText } from './lib/trusted-types.ts'
import { Theme } from './theme/Theme.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

allowPlainText()
reloadOnStaleCode()
await startI18n()
createRoot(root).render(
  <StrictMode>
    <Theme>
      <ApolloProvider client={apollo}>
        <SnackbarProvider>
          <ConfirmProvider>
            <LinkQuestionsProvider>
              <BrowserRouter>
                <ErrorBoundary resetKey="app">
                  <AppRoutes />
                </ErrorBoundary>
              </BrowserRouter>
            </LinkQuestionsProvider>
          </ConfirmProvider>
        </SnackbarProvider>
      </ApolloProvider>
    </Theme>
  </StrictMode>,
)
