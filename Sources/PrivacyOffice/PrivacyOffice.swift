// PrivacyOffice
