import type { Unplayed } from './unplayed.ts';

const SM2 = 'the algorithms of the SM series are not played';

export const unplayed: Unplayed = {
  answers: {
    'GetUserCertificateDetail EncryptCert': SM2,
    'GetUserCertificateDetail EncryptPrivateKey': SM2,
    'GetUserCertificateDetail SignCert': SM2,
    'GetUserCertificateDetail SignPrivateKey': SM2,
  },
  parameters: {
    'UploadUserCertificate EncryptCert': SM2,
    'UploadUserCertificate EncryptPrivateKey': SM2,
    'UploadUserCertificate SignCert': SM2,
    'UploadUserCertificate SignPrivateKey': SM2,
  },
};
