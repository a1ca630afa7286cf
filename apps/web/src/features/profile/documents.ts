import { graphql } from '../../gql/index.ts'

export const SessionsDocument = graphql(`
  query Sessions {
    sessions {
      id
      createdAt
      lastSeenAt
      ip
      userAgent
      isCurrent
    }
  }
`)

export const ChangePasswordDocument = graphql(`
  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {
    changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {
      isDone
    }
  }
`)

export const EndSessionDocument = graphql(`
  mutation EndSession($id: ID!) {
    endSession(id: $id) {
      isDone
    }
  }
`)

export const SignOutEverywhereDocument = graphql(`
  mutation SignOutEverywhere {
    signOutEverywhere {
      isDone
    }
  }
`)

export const SecondFactorDocument = graphql(`
  query SecondFactor {
    secondFactor {
      isOn
      since
      recoveryCodesLeft
      isRequired
    }
  }
`)

export const DisableSecondFactorDocument = graphql(`
  mutation DisableSecondFactor {
    disableSecondFactor {
      isDone
    }
  }
`)

export const NewRecoveryCodesDocument = graphql(`
  mutation NewRecoveryCodes {
    newRecoveryCodes {
      recoveryCodes
    }
  }
`)
